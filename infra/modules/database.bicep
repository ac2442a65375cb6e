// PostgreSQL that only the containers reach, and that knows no password: the identity of the front door signs in by a token.

param name string
param location string
param tags object
param twoZones bool
param subnetId string
param zoneId string
param identityName string
param principalId string
param adminsObjectId string
param adminsName string
param workspaceId string
param actionGroupId string
param locked bool

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: twoZones ? 'Standard_D2ds_v5' : 'Standard_B1ms'
    tier: twoZones ? 'GeneralPurpose' : 'Burstable'
  }
  properties: {
    version: '16'
    createMode: 'Default'
    storage: {
      storageSizeGB: 32
      autoGrow: 'Enabled'
    }
    authConfig: {
      activeDirectoryAuth: 'Enabled'
      passwordAuth: 'Disabled'
      tenantId: subscription().tenantId
    }
    network: {
      delegatedSubnetResourceId: subnetId
      privateDnsZoneArmResourceId: zoneId
      publicNetworkAccess: 'Disabled'
    }
    backup: {
      // Not longer: whoever was erased is in copies until the last of them has gone (docs/deploy.md, "Personal data").
      backupRetentionDays: 30
      geoRedundantBackup: 'Enabled'
    }
    highAvailability: {
      mode: twoZones ? 'ZoneRedundant' : 'Disabled'
    }
    maintenanceWindow: {
      customWindow: 'Enabled'
      dayOfWeek: 0
      startHour: 2
      startMinute: 0
    }
  }
}

resource frontDoor 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = {
  parent: server
  name: principalId
  properties: {
    principalType: 'ServicePrincipal'
    principalName: identityName
    tenantId: subscription().tenantId
  }
}

resource admins 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = if (!empty(adminsObjectId)) {
  parent: server
  // One at a time: the server takes no two changes at once.
  dependsOn: [
    frontDoor
  ]
  name: empty(adminsObjectId) ? 'none' : adminsObjectId
  properties: {
    principalType: 'Group'
    principalName: adminsName
    tenantId: subscription().tenantId
  }
}

// After the administrators: Microsoft says that they own it only then.
resource database 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2025-08-01' = {
  parent: server
  dependsOn: [
    frontDoor
    admins
  ]
  name: 'front_door'
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
}

resource connections 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = {
  parent: server
  dependsOn: [
    database
  ]
  name: 'log_connections'
  properties: {
    value: 'on'
    source: 'user-override'
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-log-analytics'
  scope: server
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'PostgreSQLLogs'
        enabled: true
      }
    ]
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  name: 'keep'
  scope: server
  properties: {
    level: 'CanNotDelete'
    notes: 'Requests, drafts and the history of who did what. Its copies go with the server.'
  }
}

var watched = [
  {
    name: 'down'
    metric: 'is_db_alive'
    aggregation: 'Maximum'
    operator: 'LessThan'
    threshold: 1
    severity: 0
    says: 'The database does not answer. Requests wait, and people are told to try again.'
  }
  {
    name: 'disk'
    metric: 'storage_percent'
    aggregation: 'Maximum'
    operator: 'GreaterThan'
    threshold: 80
    severity: 1
    says: 'The disk of the database is filling. At 95 percent it takes no more.'
  }
  {
    name: 'processor'
    metric: 'cpu_percent'
    aggregation: 'Average'
    operator: 'GreaterThan'
    threshold: 80
    severity: 2
    says: 'The database has been busy for 15 minutes. Take a larger size if it stays so.'
  }
]

resource alerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [for one in watched: {
  name: 'front-door-database-${one.name}'
  location: 'global'
  tags: tags
  properties: {
    description: one.says
    severity: one.severity
    enabled: true
    scopes: [
      server.id
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: one.name
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.DBforPostgreSQL/flexibleServers'
          metricName: one.metric
          timeAggregation: one.aggregation
          operator: one.operator
          threshold: one.threshold
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}]

output url string = 'postgresql://${identityName}@${server.properties.fullyQualifiedDomainName}/front_door?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt'
