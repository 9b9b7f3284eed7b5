"""A host's adapters by name, each read when somebody first asks for it: most fabrics have thousands and ask for none."""

from collections.abc import Callable, Iterator, Mapping

from fabric_check.model.dcb import AdapterDcb


class Adapters(Mapping[str, AdapterDcb]):
    """Adapters by name. *carriers*: each name with the physical NICs that carry it, which *read* wants too."""

    def __init__(
        self, carriers: Mapping[str, tuple[str, ...]], read: Callable[[str, tuple[str, ...]], AdapterDcb]
    ) -> None:
        self._carriers = carriers
        self._read = read
        self._known: dict[str, AdapterDcb] = {}

    def __getitem__(self, name: str) -> AdapterDcb:
        """Return an adapter."""
        if name not in self._known:
            self._known[name] = self._read(name, self._carriers[name])
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        """Yield the names."""
        return iter(self._carriers)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._carriers)
