// Makes the key that seals the history, once: a later deployment leaves it as it is. Nobody sees it.
// A file of its own, because the parser behind `make checkers` does not know this decorator yet.

param vaultName string

@secure()
@description('Two random ids of version 4: 244 random bits')
param made string = '${newGuid()}${newGuid()}'

resource vault 'Microsoft.KeyVault/vaults@2025-05-01' existing = {
  name: vaultName
}

@onlyIfNotExists()
resource key 'Microsoft.KeyVault/vaults/secrets@2025-05-01' = {
  parent: vault
  name: 'audit-key'
  properties: {
    value: made
    contentType: 'AUDIT_KEY of the front door'
  }
}

// Without a version: every instance reads the same key, and a key that was put back by hand is found.
output url string = '${vault.properties.vaultUri}secrets/audit-key'
