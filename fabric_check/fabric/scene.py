"""What rules are given: the fabric, and each network's view of it."""

from dataclasses import dataclass

from fabric_check.fabric.build import Fabric
from fabric_check.fabric.view import NetworkView


@dataclass(frozen=True, slots=True)
class Scene:
    """The whole of what can be judged."""

    fabric: Fabric
    views: tuple[NetworkView, ...]

    @classmethod
    def of(cls, fabric: Fabric) -> "Scene":
        """Return the scene of a fabric, networks in fabric.yaml order."""
        return cls(fabric, tuple(NetworkView(fabric, network) for network in fabric.intent.networks.values()))
