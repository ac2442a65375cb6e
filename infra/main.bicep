// Everything that the front door needs in Azure but itself: `azd provision` makes this, `azd deploy` then front-door.bicep.
// docs/azure.md says what each part is for, what it costs and what a council must decide.
targetScope = 'subscription'

@description('Name of the azd environment: it stands in every name and in the tags')
@minLength(2)
@maxLength(20)
param environmentName string

@description('Azure region; uksouth has three zones')
param location string = 'uksouth'

@description('small: one instance and a burstable database. two-zone: two instances and a standby database in another zone')
@allowed([
  'small'
  'two-zone'
])
param size string = 'small'

@description('Where alerts go: the mailbox of the team that runs the front door')
param alertEmail string

@description('Object id of a Microsoft Entra group whose members may open the database as administrators; empty: nobody but the front door')
param databaseAdminsObjectId string = ''

@description('Display name of that group')
param databaseAdminsName string = ''

@description('For the chargeback of the council')
param costCentre string = 'digital'

@description('The first three numbers of the addresses of its network, a /24 that the council uses nowhere else')
param addresses string = '10.90.0'

@description('Whether an accident can delete database and key: true keeps a lock on both')
param locked bool = true

var tags = {
  'azd-env-name': environmentName
  service: 'digital-front-door'
  costCentre: costCentre
  dataClassification: 'OFFICIAL'
}
var suffix = uniqueString(subscription().id, environmentName, location)
var twoZones = size == 'two-zone'

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-front-door-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  name: 'identity'
  scope: group
  params: {
    name: 'id-front-door-${environmentName}'
    location: location
    tags: tags
  }
}

module watching 'modules/watching.bicep' = {
  name: 'watching'
  scope: group
  params: {
    name: 'front-door-${environmentName}'
    location: location
    tags: tags
    alertEmail: alertEmail
  }
}

module network 'modules/network.bicep' = {
  name: 'network'
  scope: group
  params: {
    name: 'vnet-front-door-${environmentName}'
    location: location
    tags: tags
    addresses: addresses
  }
}

module registry 'modules/registry.bicep' = {
  name: 'registry'
  scope: group
  params: {
    name: 'frontdoor${suffix}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  scope: group
  params: {
    name: 'kv-fd-${suffix}'
    location: location
    tags: tags
    principalId: identity.outputs.principalId
    subnetId: network.outputs.privateSubnetId
    zoneId: network.outputs.vaultZoneId
    workspaceId: watching.outputs.workspaceId
    locked: locked
  }
}

module auditKey 'modules/audit-key.bicep' = {
  name: 'audit-key'
  scope: group
  params: {
    vaultName: vault.outputs.name
  }
}

module database 'modules/database.bicep' = {
  name: 'database'
  scope: group
  params: {
    name: 'psql-front-door-${suffix}'
    location: location
    tags: tags
    twoZones: twoZones
    subnetId: network.outputs.databaseSubnetId
    zoneId: network.outputs.databaseZoneId
    identityName: identity.outputs.name
    principalId: identity.outputs.principalId
    adminsObjectId: databaseAdminsObjectId
    adminsName: databaseAdminsName
    workspaceId: watching.outputs.workspaceId
    actionGroupId: watching.outputs.actionGroupId
    locked: locked
  }
}

module environment 'modules/environment.bicep' = {
  name: 'environment'
  scope: group
  params: {
    name: 'cae-front-door-${environmentName}'
    location: location
    tags: tags
    twoZones: twoZones
    subnetId: network.outputs.appsSubnetId
    workspaceId: watching.outputs.workspaceId
  }
}

module bot 'modules/bot.bicep' = {
  name: 'bot'
  scope: group
  params: {
    name: 'bot-front-door-${environmentName}'
    tags: tags
    sku: twoZones ? 'S1' : 'F0'
    endpoint: 'https://front-door.${environment.outputs.defaultDomain}/api/messages'
    identityId: identity.outputs.id
    clientId: identity.outputs.clientId
  }
}

// azd keeps these in the environment (`azd env get-values`); front-door.parameters.json and the commands read them there.
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.loginServer
output FRONT_DOOR_SIZE string = size
output FRONT_DOOR_ENVIRONMENT_ID string = environment.outputs.id
output FRONT_DOOR_IDENTITY_ID string = identity.outputs.id
output FRONT_DOOR_AUDIT_KEY_URL string = auditKey.outputs.url
output FRONT_DOOR_DATABASE_URL string = database.outputs.url
output FRONT_DOOR_ACTION_GROUP_ID string = watching.outputs.actionGroupId
output FRONT_DOOR_WORKSPACE_ID string = watching.outputs.workspaceId
output MicrosoftAppId string = identity.outputs.clientId
output MicrosoftAppTenantId string = subscription().tenantId
output PUBLIC_URL string = 'https://front-door.${environment.outputs.defaultDomain}'
