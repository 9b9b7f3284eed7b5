# fabric-check collector
<#
.SYNOPSIS
Reads what fabric-check wants to know of a Windows host and prints it as one line of JSON. Changes nothing.

.DESCRIPTION
For PowerShell 4 to 7. Run it as an administrator: what a lesser account may not read is listed as an error and stays
unknown; it is never taken for "off". Put the output into the fabric folder as facts\HOST.json:

    powershell -NoProfile -ExecutionPolicy Bypass -File windows.ps1 -OutFile HOST.json

.PARAMETER OutFile
Writes the JSON to this file and prints nothing.

.PARAMETER EnableLldpLog
CHANGES THE HOST: turns on the LLDP agent of each physical NIC and the event log
Microsoft-Windows-LinkLayerDiscoveryProtocol/Diagnostic, waits 35 seconds for the switches' frames, and leaves both on.
Without it, frames are read where that log is on already.
#>
param([string]$OutFile, [switch]$EnableLldpLog)

Set-StrictMode -Off
# The variable does not reach functions of modules, which most of these cmdlets are; the default parameter does.
$ErrorActionPreference = 'Stop'
$PSDefaultParameterValues = @{ '*:ErrorAction' = 'Stop' }
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
# PowerShell before 6 may write an array as {"value": [...], "Count": n}, unless its type data forget Count.
Remove-TypeData -TypeName System.Array -ErrorAction SilentlyContinue

$sections = [ordered]@{}
$refused = New-Object System.Collections.ArrayList
$lldpLog = 'Microsoft-Windows-LinkLayerDiscoveryProtocol/Diagnostic'

function Get-Utc([datetime]$Time) {
    $Time.ToUniversalTime().ToString('yyyy-MM-dd\THH\:mm\:ss\Z', [Globalization.CultureInfo]::InvariantCulture)
}

# A value that ConvertTo-Json writes alike in every version: enums as text, times in UTC, objects as {Name, DeviceId}.
function Get-Plain($Value) {
    if ($null -eq $Value) { return $null }
    if ($Value -is [enum]) { return "$Value" }
    if ($Value -is [datetime]) { return Get-Utc $Value }
    if ($Value -is [string] -or $Value -is [bool]) { return $Value }
    if ($Value -is [ValueType] -and $Value.GetType().IsPrimitive) { return $Value }
    if ($Value.PSObject.Properties['Name'] -and $Value.Name) {
        $reference = [ordered]@{ Name = "$($Value.Name)" }
        if ($Value.PSObject.Properties['DeviceId']) { $reference['DeviceId'] = "$($Value.DeviceId)" }
        return $reference
    }
    "$Value"
}

# The named properties of an object. One that this Windows does not have, or that cannot be read, is left out.
function Get-Fact($Object, [string[]]$Names) {
    $fact = [ordered]@{}
    foreach ($name in $Names) {
        $property = $Object.PSObject.Properties[$name]
        if (-not $property) { continue }
        try { $value = $property.Value } catch { continue }
        if ($value -is [System.Collections.IEnumerable] -and $value -isnot [string]) {
            $fact[$name] = [object[]]@($value | ForEach-Object { Get-Plain $_ })
        } else {
            $fact[$name] = Get-Plain $value
        }
    }
    $fact
}

# A section's rows, or why there are none.
function Add-Section([string]$Name, [scriptblock]$Body) {
    try {
        $sections[$Name] = [object[]]@(& $Body)
    } catch {
        $type = $_.Exception.GetType().Name
        # A command that is there, but whose module does not load, is no missing feature.
        if ($type -eq 'CommandNotFoundException') { $type = "$($_.FullyQualifiedErrorId)" -replace 'Exception$', '' }
        $entry = [ordered]@{ section = $Name; type = $type; message = "$($_.Exception.Message)" }
        [void]$refused.Add($entry)
    }
}

function Get-QosCapability($Capability) {
    if ($null -eq $Capability) { return $null }
    Get-Fact $Capability ('NumberOfTrafficClasses', 'NumberOfEtsCapableTrafficClasses',
        'NumberOfPfcEnabledTrafficClasses', 'IeeeDcbxSupported', 'CeeDcbxSupported', 'MacSecBypassSupported')
}

function Get-QosSetting($Setting) {
    if ($null -eq $Setting) { return $null }
    $fact = Get-Fact $Setting ('TransmissionSelectionEnabled', 'PriorityAssignmentTable', 'TsaAssignmentTable',
        'BandwidthAssignmentTable', 'FlowControlEnabled', 'PriorityFlowControlEnableArray', 'ClassificationEnabled',
        'NumberOfClassificationElements')
    $fact['ClassificationTable'] = [object[]]@(
        $Setting.ClassificationTable | Where-Object { $_ } |
            ForEach-Object { Get-Fact $_ ('Priority', 'ProtocolSelector', 'ProtocolSpecificValue') })
    $fact
}

function Get-QosPolicyFact($Policy, [string]$Store) {
    $fact = Get-Fact $Policy ('Name', 'Owner', 'NetworkProfile', 'Precedence', 'Template', 'TemplateMatchCondition',
        'NetDirectPort', 'NetDirectPortMatchCondition', 'IPProtocol', 'IPProtocolMatchCondition', 'IPPort',
        'IPPortMatchCondition', 'IPDstPortStart', 'IPDstPortStartMatchCondition', 'IPDstPortEnd',
        'IPDstPortEndMatchCondition', 'PriorityValue', 'PriorityValue8021Action', 'DSCPValue', 'DSCPAction',
        'MinBandwidthWeight')
    $fact['PolicyStore'] = $Store
    $fact
}

# The NICs whose own DCB settings may differ from the host's; Windows before 2016 has none.
function Get-OverridingNic([string]$Command) {
    if ((Get-Command -Name $Command).Parameters.ContainsKey('InterfaceAlias')) {
        Get-NetAdapterQos | ForEach-Object { $_.Name }
    }
}

function Get-PerformanceRow([string]$Class) {
    try {
        $found = @(Get-CimInstance -ClassName $Class)
    } catch {
        # WBEM_E_INVALID_CLASS: this driver or role is not there, so there is nothing to count.
        if ($_.FullyQualifiedErrorId -match '80041010') { return }
        throw
    }
    foreach ($instance in $found) {
        $row = [ordered]@{ Class = $Class; Name = "$($instance.Name)" }
        foreach ($property in $instance.CimInstanceProperties) {
            if ($property.Value -is [ValueType] -and $property.Name -notmatch '^(Frequency|Timestamp)_') {
                $row[$property.Name] = $property.Value
            }
        }
        $row
    }
}

# Up to 1000 events of one log; a log that is not there, is off or has none gives nothing.
function Get-LogEvent([hashtable]$Filter, [switch]$Oldest) {
    $log = Get-WinEvent -ListLog $Filter.LogName -ErrorAction SilentlyContinue
    if (-not $log -or -not $log.IsEnabled) { return }
    try {
        Get-WinEvent -FilterHashtable $Filter -MaxEvents 1000 -Oldest:$Oldest
    } catch {
        if ($_.FullyQualifiedErrorId -notmatch '^NoMatching(Events|Logs)Found') { throw }
    }
}

function Get-EventFact($Record) {
    $message = "$($Record.Message)"
    $values = @($Record.Properties | ForEach-Object { "$($_.Value)" } | Select-Object -First 20)
    [ordered]@{
        LogName = $Record.LogName
        ProviderName = $Record.ProviderName
        Id = $Record.Id
        TimeCreated = Get-Utc $Record.TimeCreated
        Message = $message.Substring(0, [Math]::Min(1000, $message.Length))
        Properties = [object[]]@($values | ForEach-Object { $_.Substring(0, [Math]::Min(300, $_.Length)) })
    }
}

function Enable-LldpLog {
    Write-Warning -WarningAction Continue -Message ("Turning on the LLDP agent of each physical NIC and the log " +
        "$lldpLog. Both stay on; Disable-NetLldpAgent and 'wevtutil set-log $lldpLog /enabled:false' undo it.")
    # One NIC that refuses costs no other; where the cmdlet is not installed, the section says so.
    Get-NetAdapter -Physical | ForEach-Object {
        Enable-NetLldpAgent -InterfaceIndex $_.InterfaceIndex -ErrorAction SilentlyContinue
    }
    wevtutil.exe set-log $lldpLog /enabled:true /quiet:true
    Start-Sleep -Seconds 35
}

Add-Section 'netAdapter' {
    Get-NetAdapter | ForEach-Object { Get-Fact $_ ('Name', 'InterfaceDescription', 'InterfaceIndex', 'InterfaceGuid',
        'DeviceID', 'MacAddress', 'MtuSize', 'VlanID', 'Virtual', 'HardwareInterface', 'Status', 'MediaConnectState',
        'ReceiveLinkSpeed', 'TransmitLinkSpeed', 'DriverName', 'DriverFileName', 'DriverProvider', 'DriverVersionString',
        'DriverDate', 'NdisPhysicalMedium', 'PhysicalMediaType', 'HigherLayerInterfaceIndices',
        'LowerLayerInterfaceIndices') }
}
Add-Section 'advancedProperty' {
    Get-NetAdapterAdvancedProperty -AllProperties | ForEach-Object { Get-Fact $_ ('Name', 'DisplayName', 'DisplayValue',
        'RegistryKeyword', 'RegistryValue', 'ValidRegistryValues', 'DefaultRegistryValue', 'NumericParameterMinValue',
        'NumericParameterMaxValue', 'NumericParameterStepValue') }
}
Add-Section 'ipInterface' {
    Get-NetIPInterface | ForEach-Object { Get-Fact $_ ('InterfaceAlias', 'InterfaceIndex', 'AddressFamily', 'NlMtu',
        'ConnectionState') }
}
Add-Section 'ipAddress' {
    Get-NetIPAddress | ForEach-Object { Get-Fact $_ ('InterfaceAlias', 'InterfaceIndex', 'AddressFamily', 'IPAddress',
        'PrefixLength') }
}
Add-Section 'rdma' {
    Get-NetAdapterRdma | ForEach-Object {
        $fact = Get-Fact $_ ('Name', 'InterfaceDescription', 'Enabled', 'OperationalState', 'PFC', 'ETS')
        if ($_.RdmaAdapterInfo) {
            $fact['RdmaAdapterInfo'] = Get-Fact $_.RdmaAdapterInfo ('RdmaTechnology', 'VendorId', 'DeviceId')
        }
        $fact
    }
}
Add-Section 'adapterQos' {
    Get-NetAdapterQos | ForEach-Object {
        $fact = Get-Fact $_ ('Name', 'InterfaceDescription', 'Enabled')
        $fact['HardwareCapabilities'] = Get-QosCapability $_.HardwareCapabilities
        $fact['CurrentCapabilities'] = Get-QosCapability $_.CurrentCapabilities
        $fact['OperationalSettings'] = Get-QosSetting $_.OperationalSettings
        $fact['RemoteSettings'] = Get-QosSetting $_.RemoteSettings
        $fact
    }
}
# Both what is in force now and what is stored: a policy that is only in force is gone at the next boot.
Add-Section 'qosPolicy' {
    Get-NetQosPolicy -PolicyStore ActiveStore | ForEach-Object { Get-QosPolicyFact $_ 'ActiveStore' }
    Get-NetQosPolicy | ForEach-Object { Get-QosPolicyFact $_ '' }
}
Add-Section 'qosFlowControl' {
    $names = 'Name', 'Priority', 'Enabled', 'PolicySet', 'InterfaceIndex', 'InterfaceAlias'
    Get-NetQosFlowControl | ForEach-Object { Get-Fact $_ $names }
    Get-OverridingNic 'Get-NetQosFlowControl' | ForEach-Object {
        Get-NetQosFlowControl -InterfaceAlias $_ -ErrorAction SilentlyContinue
    } | Where-Object { $_.InterfaceAlias } | ForEach-Object { Get-Fact $_ $names }
}
Add-Section 'qosTrafficClass' {
    $names = 'Name', 'Algorithm', 'BandwidthPercentage', 'Priority', 'PolicySet', 'InterfaceIndex', 'InterfaceAlias'
    Get-NetQosTrafficClass | ForEach-Object { Get-Fact $_ $names }
    Get-OverridingNic 'Get-NetQosTrafficClass' | ForEach-Object {
        Get-NetQosTrafficClass -InterfaceAlias $_ -ErrorAction SilentlyContinue
    } | Where-Object { $_.InterfaceAlias } | ForEach-Object { Get-Fact $_ $names }
}
Add-Section 'dcbxSetting' {
    $names = 'Willing', 'PolicySet', 'InterfaceIndex', 'InterfaceAlias'
    Get-NetQosDcbxSetting | ForEach-Object { Get-Fact $_ $names }
    Get-OverridingNic 'Get-NetQosDcbxSetting' | ForEach-Object {
        Get-NetQosDcbxSetting -InterfaceAlias $_ -ErrorAction SilentlyContinue
    } | Where-Object { $_.InterfaceAlias } | ForEach-Object { Get-Fact $_ $names }
}
Add-Section 'vmSwitch' {
    Get-VMSwitch | ForEach-Object { Get-Fact $_ ('Name', 'Id', 'SwitchType', 'EmbeddedTeamingEnabled',
        'NetAdapterInterfaceDescription', 'NetAdapterInterfaceDescriptions', 'AllowManagementOS', 'IovEnabled',
        'BandwidthReservationMode') }
}
Add-Section 'vmNetworkAdapter' {
    Get-VMNetworkAdapter -ManagementOS | ForEach-Object { Get-Fact $_ ('Name', 'DeviceId', 'SwitchName', 'MacAddress',
        'IsManagementOs', 'IeeePriorityTag', 'CurrentIsolationMode') }
}
Add-Section 'vmNetworkAdapterVlan' {
    Get-VMNetworkAdapterVlan -ManagementOS | ForEach-Object { Get-Fact $_ ('ParentAdapter', 'OperationMode',
        'AccessVlanId', 'NativeVlanId', 'AllowedVlanIdListString', 'PrivateVlanMode', 'PrimaryVlanId',
        'SecondaryVlanId', 'SecondaryVlanIdListString') }
}
Add-Section 'vmNetworkAdapterIsolation' {
    Get-VMNetworkAdapterIsolation -ManagementOS | ForEach-Object { Get-Fact $_ ('ParentAdapter', 'IsolationMode',
        'AllowUntaggedTraffic', 'DefaultIsolationID', 'MultiTenantStack') }
}
Add-Section 'teamMapping' {
    Get-VMNetworkAdapterTeamMapping -ManagementOS | ForEach-Object { Get-Fact $_ ('ParentAdapter', 'NetAdapterName',
        'NetAdapterDeviceId') }
}
Add-Section 'lbfoTeam' {
    Get-NetLbfoTeam | ForEach-Object {
        $fact = Get-Fact $_ ('Name', 'Members', 'TeamingMode', 'LoadBalancingAlgorithm', 'Status')
        $fact['TeamNics'] = [object[]]@(
            Get-NetLbfoTeamNic -Team $_.Name | ForEach-Object { Get-Fact $_ ('Name', 'VlanID', 'Primary') })
        $fact
    }
}
Add-Section 'smbClientInterface' {
    Get-SmbClientNetworkInterface | ForEach-Object { Get-Fact $_ ('FriendlyName', 'InterfaceIndex', 'IpAddresses',
        'LinkSpeed', 'RdmaCapable', 'RssCapable') }
}
Add-Section 'smbMultichannel' {
    Get-SmbMultichannelConnection | ForEach-Object { Get-Fact $_ ('ServerName', 'ClientIpAddress', 'ServerIpAddress',
        'ClientInterfaceIndex', 'ServerInterfaceIndex', 'ClientRdmaCapable', 'ServerRdmaCapable', 'CurrentChannels',
        'MaxChannels', 'Selected', 'Failed', 'FailureCount', 'RdmaConnectionCount', 'TcpConnectionCount') }
}
Add-Section 'vmHost' {
    Get-VMHost | ForEach-Object { Get-Fact $_ ('VirtualMachineMigrationEnabled', 'UseAnyNetworkForMigration',
        'VirtualMachineMigrationPerformanceOption', 'VirtualMachineMigrationAuthenticationType',
        'MaximumVirtualMachineMigrations') }
}
Add-Section 'vmMigrationNetwork' {
    Get-VMMigrationNetwork | ForEach-Object { Get-Fact $_ ('Subnet', 'Priority') }
}
Add-Section 'clusterNetwork' {
    Get-ClusterNetwork | ForEach-Object { Get-Fact $_ ('Name', 'Id', 'Role', 'State', 'Address', 'AddressMask',
        'Ipv4Addresses', 'Ipv4PrefixLengths', 'Ipv6Addresses', 'Ipv6PrefixLengths', 'Metric', 'AutoMetric') }
}
# Which networks live migration may use is the cluster's to say: identifiers of cluster networks, joined by ";".
Add-Section 'cluster' {
    $fact = Get-Fact (Get-Cluster) ('Name', 'RecentEventsResetTime')
    Get-ClusterResourceType -Name 'Virtual Machine' | Get-ClusterParameter |
        Where-Object { $_.Name -eq 'MigrationExcludeNetworks' -or $_.Name -eq 'MigrationNetworkOrder' } |
        ForEach-Object { $fact[$_.Name] = "$($_.Value)" }
    $fact
}
Add-Section 'counters' {
    'Counters_RDMAActivity', 'Counters_SMBDirectConnection', 'Mlx5Provider_MellanoxWinOF2PortQoS',
    'Mlx5Provider_MellanoxWinOF2PortTraffic', 'Mlx4EthProvider_MellanoxAdapterQoSCounters' |
        ForEach-Object { Get-PerformanceRow "Win32_PerfRawData_$_" }
}
# Only events that carry an HRESULT which tells something of the fabric or rules it out, in hexadecimal or as a number.
Add-Section 'events' {
    $codes = '80072746', '8007274C', '8007274D', '8007271D', '800705B4', '800706FD', '8009030E', '8009030D', '80090322'
    $wanted = ($codes | ForEach-Object { "0x$_", [Convert]::ToInt32($_, 16), [Convert]::ToUInt32($_, 16) }) -join '|'
    $since = (Get-Date).AddDays(-7)
    'Microsoft-Windows-Hyper-V-VMMS-Admin', 'Microsoft-Windows-Hyper-V-High-Availability-Admin',
    'Microsoft-Windows-Hyper-V-Worker-Admin', 'Microsoft-Windows-SMBClient/Connectivity' |
        ForEach-Object { Get-LogEvent @{ LogName = $_; Level = 1, 2, 3; StartTime = $since } } |
        Where-Object { $_.ToXml() -match $wanted -or "$($_.Message)" -match $wanted } |
        Select-Object -First 100 | ForEach-Object { Get-EventFact $_ }
}
# The switches' own LLDP frames, where the log is on: property 0 is the interface's index, property 3 the frame.
Add-Section 'lldpFrame' {
    if ($EnableLldpLog) { [void](Enable-LldpLog) }
    # Windows gives such a diagnostic log in its own order only, oldest first.
    Get-LogEvent @{ LogName = $lldpLog; Id = 10041; StartTime = (Get-Date).AddMinutes(-5) } -Oldest |
        ForEach-Object { [ordered]@{
            InterfaceIndex = $_.Properties[0].Value
            TimeCreated = Get-Utc $_.TimeCreated
            Hex = [BitConverter]::ToString([byte[]]$_.Properties[3].Value) -replace '-', '' } }
}

$version = try {
    (Get-CimInstance -ClassName Win32_OperatingSystem).Version
} catch {
    "$([Environment]::OSVersion.Version)"
}
$facts = [ordered]@{
    schema = 'fabric-check/host/1'
    host = "$env:COMPUTERNAME"
    os = 'windows'
    os_version = $version
    collected = Get-Utc (Get-Date)
    sections = $sections
    errors = [object[]]@($refused)
}
# Plain ASCII, so that no code page on the way can change it.
$json = [regex]::Replace((ConvertTo-Json -InputObject $facts -Depth 8 -Compress), '[^\x00-\x7f]',
    { param($match) '\u{0:x4}' -f [int][char]$match.Value })
if ($OutFile) {
    [IO.File]::WriteAllText($ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($OutFile), $json)
} else {
    $json
}
