// Where the image is kept. The front door pulls it as its identity; there is no password.

param name string
param location string
param tags object
param principalId string

var acrPull = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' = {
  // checkov:skip=CKV_AZURE_139:A private endpoint needs the Premium tier, ten times the price. It takes no anonymous pull, knows no password, and holds no data
  // checkov:skip=CKV_AZURE_163:Defender for Containers scans it where the council has that; the pipeline scans each image before it is pushed, azd on a machine does not (docs/azure.md says so)
  // checkov:skip=CKV_AZURE_166:Quarantine is a preview of the Premium tier; the pipeline pushes nothing that was not scanned, and service is deployed from it (docs/azure.md)
  name: name
  location: location
  tags: tags
  sku: {
    name: 'Basic'
  }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
    publicNetworkAccess: 'Enabled'
  }
}

resource pull 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, principalId, acrPull)
  scope: registry
  properties: {
    roleDefinitionId: acrPull
    principalId: principalId
    principalType: 'ServicePrincipal'
  }
}

output loginServer string = registry.properties.loginServer
