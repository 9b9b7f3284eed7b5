#!/bin/sh
# fabric-check collector
# Reads what fabric-check wants to know of a Linux host and prints it as JSON. Changes nothing; needs no root, though some
# drivers and lldpd answer only to root. What cannot be read is listed with its reason, and is never taken for "off".
# Put the output into the fabric folder as facts/HOST.json:   sh linux.sh > HOST.json
# POSIX sh with sed, awk and tr; python and jq are not needed.

export LC_ALL=C
PATH="$PATH:/usr/sbin:/sbin"
set -f -u
errors=""
comma=""
tab=$(printf '\t')

# Standard input as the inside of a JSON string.
escaped() {
    tr -d '\000-\010\013-\037\177' | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e "s/$tab/\\\\t/g" |
        awk '{ printf "%s%s", newline, $0; newline = "\\n" }'
}

# Whether text is one JSON array or object: every bracket closed, no string left open. A tool that was cut off, or that
# prints blank lines or a warning instead, must not spoil the whole file.
is_json() {
    printf '%s' "$1" | tr '\n' ' ' | awk '
        BEGIN { wrong = 1 }
        /^ *[[{]/ {
            gsub(/\\./, "")
            gsub(/"[^"]*"/, "")
            wrong = /"/
            gsub(/[^][{}]/, "")
            while (gsub(/\[\]|\{\}/, "")) continue
            wrong = wrong || $0 != ""
        }
        END { exit wrong }'
}

# A tool that hangs costs ten seconds, not the whole answer.
limited() {
    if timeout 10 true 2>/dev/null; then timeout 10 "$@"; else "$@"; fi </dev/null
}

# refused SECTION TYPE TEXT: why a section is not there.
refused() {
    text=$(printf '%s' "$3" | tr -cd '\012\040-\176' | head -c 500 | escaped)
    errors="$errors${errors:+,
}{\"section\": \"$1\", \"type\": \"$2\", \"message\": \"$text\"}"
}

# has SECTION TOOL: whether a tool is installed; says so in the errors where it is not.
has() {
    command -v "$2" >/dev/null 2>&1 && return 0
    refused "$1" MissingTool "$2 is not installed, or not found by this user"
    return 1
}

# open SECTION: writes what stands before a section's value.
open() {
    printf '%s\n"%s": ' "$comma" "$1"
    comma=","
}

# whole SECTION COMMAND...: a section that is one command's JSON.
whole() {
    section=$1
    shift
    has "$section" "$1" || return 0
    if out=$(limited "$@" 2>/dev/null) && is_json "$out"; then
        open "$section"
        printf '%s' "$out"
    else
        refused "$section" CommandFailed "$*: $(limited "$@" 2>&1)"
    fi
}

# each SECTION FILTER COMMAND...: a section with one answer for each NIC; the NIC's name is put behind the command.
# What is not JSON stands there as text.
each() {
    section=$1 filter=$2
    shift 2
    has "$section" "$1" || return 0
    open "$section"
    printf '{'
    separator=""
    for nic in $nics; do
        out=$(limited "$@" "$nic" 2>&1 | $filter)
        printf '%s\n  "%s": ' "$separator" "$nic"
        if is_json "$out"; then printf '%s' "$out"; else printf '"%s"' "$(printf '%s' "$out" | escaped)"; fi
        separator=","
    done
    printf '\n}'
}

# Counters that say something of pauses and lost or oversize frames; a NIC may have thousands of others.
telling() {
    awk 'tolower($0) ~ /paus|pfc|xoff|xon|prio|discard|drop|err|oversize|too_long|jabber|length|out_of_buffer/'
}

# The NICs of `ip` output that are no VLAN device, bond, bridge or the like, and whose name needs no quoting.
nics_of() {
    printf '%s' "$1" | tr '\n' ' ' | awk '{
        count = split($0, part, /"ifname"[ ]*:[ ]*"/)
        for (i = 2; i <= count; i++)
            if (part[i] !~ /"info_kind"|"loopback"/ && match(part[i], /^[A-Za-z0-9_.][A-Za-z0-9_.@-]*"/))
                print substr(part[i], 1, RLENGTH - 1)
    }'
}

# What each RDMA device's GIDs speak, RoCE v1 or v2: `rdma link` does not tell.
gid_types() {
    infiniband=${FABRIC_CHECK_SYSFS:-/sys}/class/infiniband  # elsewhere where a lab plays the host
    [ -d "$infiniband" ] || return 0
    open rdma_gid_types
    printf '{'
    separator=""
    set +f
    for device in "$infiniband"/*; do
        types=$(cat "$device"/ports/*/gid_attrs/types/* 2>/dev/null | sort -u | escaped)
        printf '%s\n  "%s": "%s"' "$separator" "$(printf '%s' "${device##*/}" | escaped)" "$types"
        separator=","
    done
    set -f
    printf '\n}'
}

os_version() {
    name=$(sed -n 's/^PRETTY_NAME="\{0,1\}\([^"]*\)"\{0,1\}$/\1/p' /etc/os-release 2>/dev/null)
    printf '%s, kernel %s' "${name:-Linux}" "$(uname -r)" | escaped
}

main() {
    printf '{"schema": "fabric-check/host/1", "host": "%s", "os": "linux", "os_version": "%s", "collected": "%s",\n' \
        "$(uname -n | escaped)" "$(os_version)" "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
    printf '"sections": {'
    nics=$(nics_of "$(limited ip -j -d link show 2>/dev/null)")
    whole link ip -j -d link show
    whole addr ip -j addr show
    each dcb_pfc cat dcb -j -s pfc show dev
    each dcb_ets cat dcb -j ets show dev
    each dcb_app cat dcb -j app show dev
    each dcb_dcbx cat dcb -j dcbx show dev
    each ethtool_i cat ethtool -i
    each ethtool_a cat ethtool -a
    each ethtool_S telling ethtool -S
    whole rdma rdma -j link show
    gid_types
    whole lldp lldpctl -f json0
    printf '},\n"errors": [%s]}\n' "$errors"
}

# Called when all of it has been read, so that a script that arrives by halves does nothing.
main
