# fabric-check probe
<#
.SYNOPSIS
Sends the pings that fabric-check asks for, with the don't-fragment bit, and prints what came back as one line of JSON.
Changes nothing.

.DESCRIPTION
For PowerShell 4 to 7, in full language mode. What to send stands in $request, as base64 of JSON, which fabric-check puts
before this script:

    {"pings": [["10.0.0.2", "", 8972, 250], ...], "windows": [8, 5], "ping_ms": 2, "counters": true}

Each ping is target, source ("" leaves the choice to Windows), bytes of payload and time-out in milliseconds. A window is as
many of them as are sent at once; it lasts at least ping_ms for each. Windows' own texts, which are in the language of the host, are never read: a status is a number (IP_STATUS of ipexport.h).
#>

Set-StrictMode -Off
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
# PowerShell before 6 may write an array as {"value": [...], "Count": n}, unless its type data forget Count.
Remove-TypeData -TypeName System.Array -ErrorAction SilentlyContinue

$asked = ConvertFrom-Json ([Text.Encoding]::UTF8.GetString([Convert]::FromBase64String($request)))
$unknown = -1
$wrongSize = -2

# What .NET's Ping cannot do: send from a chosen address. Compiled only where a ping asks for it.
$icmp = @'
using System;
using System.Runtime.InteropServices;
public static class FabricCheckIcmp {
    [StructLayout(LayoutKind.Sequential)]
    struct Options { public byte Ttl; public byte Tos; public byte Flags; public byte Size; public IntPtr Data; }
    [DllImport("iphlpapi.dll", SetLastError = true)]
    static extern IntPtr IcmpCreateFile();
    [DllImport("iphlpapi.dll", SetLastError = true)]
    static extern bool IcmpCloseHandle(IntPtr handle);
    [DllImport("iphlpapi.dll", SetLastError = true)]
    static extern uint IcmpSendEcho2Ex(IntPtr handle, IntPtr signal, IntPtr routine, IntPtr context, uint source,
        uint target, byte[] data, ushort size, ref Options options, IntPtr reply, uint replySize, uint timeout);
    public static uint From;
    public static int Send(uint source, uint target, int size, int timeout) {
        From = 0;
        int room = 64 + size + 8;
        IntPtr handle = IcmpCreateFile();
        IntPtr reply = Marshal.AllocHGlobal(room);
        try {
            Options options = new Options { Ttl = 128, Flags = 2 };
            uint count = IcmpSendEcho2Ex(handle, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, source, target, new byte[size],
                (ushort)size, ref options, reply, (uint)room, (uint)timeout);
            if (count == 0) { return Marshal.GetLastWin32Error(); }
            From = (uint)Marshal.ReadInt32(reply, 0);
            int status = Marshal.ReadInt32(reply, 4);
            return status == 0 && (ushort)Marshal.ReadInt16(reply, 12) != size ? -2 : status;
        } finally {
            Marshal.FreeHGlobal(reply);
            IcmpCloseHandle(handle);
        }
    }
}
'@

function Get-Number([string]$Address) {
    [BitConverter]::ToUInt32([Net.IPAddress]::Parse($Address).GetAddressBytes(), 0)
}

# One ping from a chosen address: its status and who answered.
function Get-SourcedAnswer($Ping) {
    $status = [FabricCheckIcmp]::Send((Get-Number $Ping[1]), (Get-Number $Ping[0]), $Ping[2], $Ping[3])
    $from = (New-Object Net.IPAddress ([long][FabricCheckIcmp]::From)).ToString()
    , @($status, $from)
}

# Pings sent at once, in their order: each one's status and who answered.
function Get-Answer($Window) {
    $options = New-Object Net.NetworkInformation.PingOptions (128, $true)
    $tasks = foreach ($ping in $Window) {
        $sender = New-Object Net.NetworkInformation.Ping
        $sender.SendPingAsync($ping[0], $ping[3], (New-Object byte[] $ping[2]), $options)
    }
    $number = 0
    foreach ($task in @($tasks)) {
        $size = $Window[$number][2]
        $number++
        try {
            $reply = $task.GetAwaiter().GetResult()
            $status = [int]$reply.Status
            if ($status -eq 0 -and $reply.Buffer.Length -ne $size) { $status = $wrongSize }
            , @($status, "$($reply.Address)")
        } catch {
            , @($unknown, '')
        }
    }
}

# The adapters that are up, each with its own addresses and IP MTU.
function Get-Adapter {
    foreach ($one in [Net.NetworkInformation.NetworkInterface]::GetAllNetworkInterfaces()) {
        if ([int]$one.OperationalStatus -ne 1) { continue }
        $settings = $one.GetIPProperties()
        $mtu = try { $settings.GetIPv4Properties().Mtu } catch { 0 }
        $addresses = @($settings.UnicastAddresses | ForEach-Object { "$($_.Address)/$($_.PrefixLength)" })
        [ordered]@{ name = $one.Name; mtu = $mtu; addresses = [object[]]$addresses }
    }
}

# Counters that tell of pauses and losses, as the collector's section of that name has them.
function Get-Counter {
    foreach ($class in 'Counters_RDMAActivity', 'Counters_SMBDirectConnection', 'Mlx5Provider_MellanoxWinOF2PortQoS',
        'Mlx5Provider_MellanoxWinOF2PortTraffic', 'Mlx4EthProvider_MellanoxAdapterQoSCounters') {
        try { $found = @(Get-CimInstance -ClassName "Win32_PerfRawData_$class") } catch { continue }
        foreach ($instance in $found) {
            $row = [ordered]@{ Class = "Win32_PerfRawData_$class"; Name = "$($instance.Name)" }
            foreach ($property in $instance.CimInstanceProperties) {
                if ($property.Value -is [ValueType] -and $property.Name -notmatch '^(Frequency|Timestamp)_') {
                    $row[$property.Name] = $property.Value
                }
            }
            $row
        }
    }
}

$pings = @($asked.pings)
$sourced = ''
if (@($pings | Where-Object { $_[1] }).Count) {
    try {
        Add-Type -TypeDefinition $icmp
    } catch {
        $sourced = "$($_.Exception.GetType().Name)"
    }
}
$answers = New-Object System.Collections.ArrayList
$first = 0
foreach ($count in @($asked.windows)) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    $window = @($pings[$first..($first + $count - 1)])
    $first += $count
    # A window has pings of one kind, so the answers stay in order.
    $plain = @($window | Where-Object { -not $_[1] })
    if ($plain.Count) {
        foreach ($answer in @(Get-Answer $plain)) { [void]$answers.Add($answer) }
    }
    foreach ($ping in @($window | Where-Object { $_[1] })) {
        if ($sourced) { [void]$answers.Add(@($unknown, '')) } else { [void]$answers.Add((Get-SourcedAnswer $ping)) }
    }
    $rest = $asked.ping_ms * $count - $clock.ElapsedMilliseconds
    if ($rest -gt 0) { [Threading.Thread]::Sleep([int]$rest) }
}
$result = [ordered]@{
    schema = 'fabric-check/pings/1'
    adapters = [object[]]@(Get-Adapter)
    sourced = $sourced
    answers = [object[]]$answers.ToArray()
    counters = $(if ($asked.counters) { , [object[]]@(Get-Counter) } else { $null })
}
# Plain ASCII, so that no code page on the way can change it.
[regex]::Replace((ConvertTo-Json -InputObject $result -Depth 6 -Compress), '[^\x00-\x7f]',
    { param($match) '\u{0:x4}' -f [int][char]$match.Value })
