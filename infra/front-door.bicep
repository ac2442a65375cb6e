// The front door itself, and what watches it: `azd deploy` makes this with the image that it has just pushed.

param location string
param environmentName string
param costCentre string
param size string
param image string
param environmentId string
param identityId string
param registryServer string
param auditKeyUrl string
param databaseUrl string
param actionGroupId string
param workspaceId string
param appId string
param tenantId string
param publicUrl string

@description('host:/sites/name of the SharePoint site; `front-door tenant apply` prints it')
param sharePointSite string

@description('The id of the app in the catalogue of Teams; empty until the package is uploaded')
param teamsAppId string = ''

@description('A folder of the image with your own rules, and a directory file of it; empty: the shipped ones')
param rulebook string = ''
param directory string = ''

@description('Years after its end at which a request is anonymised; empty: seven')
param requestsKeptYears string = ''

var tags = {
  'azd-env-name': environmentName
  service: 'digital-front-door'
  costCentre: costCentre
  dataClassification: 'OFFICIAL'
}
var twoZones = size == 'two-zone'

resource app 'Microsoft.App/containerApps@2025-07-01' = {
  name: 'front-door'
  location: location
  tags: union(tags, {
    'azd-service-name': 'front-door'
  })
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identityId}': {}
    }
  }
  properties: {
    environmentId: environmentId
    workloadProfileName: 'Consumption'
    configuration: {
      // A new version takes the traffic when it is ready; the one before ends after it, and sends what it has accepted.
      activeRevisionsMode: 'Single'
      maxInactiveRevisions: 5
      ingress: {
        external: true
        allowInsecure: false
        transport: 'http'
        // This port answers /api/messages and /api/notifications, and 404 to all else: see MANAGEMENT_PORT.
        targetPort: 3978
        traffic: [
          {
            latestRevision: true
            weight: 100
          }
        ]
      }
      registries: [
        {
          server: registryServer
          identity: identityId
        }
      ]
      secrets: [
        {
          name: 'audit-key'
          keyVaultUrl: auditKeyUrl
          identity: identityId
        }
      ]
    }
    template: {
      // It ends within 25 seconds (docs/container.md).
      terminationGracePeriodSeconds: 30
      containers: [
        {
          name: 'front-door'
          image: image
          resources: {
            cpu: json(twoZones ? '1.0' : '0.5')
            memory: twoZones ? '2Gi' : '1Gi'
          }
          env: [
            {
              name: 'MicrosoftAppType'
              value: 'UserAssignedMSI'
            }
            {
              name: 'MicrosoftAppId'
              value: appId
            }
            {
              name: 'MicrosoftAppTenantId'
              value: tenantId
            }
            {
              name: 'SHAREPOINT_SITE'
              value: sharePointSite
            }
            {
              name: 'TEAMS_APP_ID'
              value: teamsAppId
            }
            {
              name: 'RULEBOOK'
              value: rulebook
            }
            {
              name: 'DIRECTORY'
              value: directory
            }
            {
              name: 'REQUESTS_KEPT_YEARS'
              value: requestsKeptYears
            }
            {
              name: 'PUBLIC_URL'
              value: publicUrl
            }
            {
              name: 'DATABASE_URL'
              value: databaseUrl
            }
            {
              name: 'DATABASE_SIGN_IN'
              value: 'entra'
            }
            {
              name: 'AUDIT_KEY'
              secretRef: 'audit-key'
            }
            {
              name: 'PORT'
              value: '3978'
            }
            {
              name: 'MANAGEMENT_PORT'
              value: '3979'
            }
            {
              // The ingress of Container Apps, which writes X-Forwarded-For anew, has addresses of these networks.
              name: 'TRUSTED_PROXIES'
              value: '100.100.0.0/17, 100.100.128.0/19, 100.100.160.0/19, 100.100.192.0/19'
            }
          ]
          probes: [
            {
              type: 'Startup'
              httpGet: {
                path: '/healthz'
                port: 3979
              }
              periodSeconds: 2
              timeoutSeconds: 2
              failureThreshold: 60
            }
            {
              type: 'Liveness'
              httpGet: {
                path: '/healthz'
                port: 3979
              }
              periodSeconds: 10
              timeoutSeconds: 2
              failureThreshold: 6
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/readyz'
                port: 3979
              }
              periodSeconds: 5
              timeoutSeconds: 3
              failureThreshold: 3
              successThreshold: 1
            }
          ]
        }
      ]
      scale: {
        // Never none: what comes by itself (reminders, what people changed in the list) comes from a running front door.
        minReplicas: twoZones ? 2 : 1
        maxReplicas: twoZones ? 4 : 2
        rules: [
          {
            name: 'turns'
            http: {
              metadata: {
                concurrentRequests: '50'
              }
            }
          }
        ]
      }
    }
  }
}

var metrics = [
  {
    name: 'restarts'
    metric: 'RestartCount'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 2
    severity: 1
    says: 'The front door was started again several times in 15 minutes. Look for its last lines in the log.'
  }
  {
    name: 'none-left'
    metric: 'Replicas'
    aggregation: 'Maximum'
    operator: 'LessThan'
    threshold: 1
    severity: 0
    says: 'No front door runs. Nobody is answered.'
  }
]

resource metricAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [for one in metrics: {
  name: 'front-door-${one.name}'
  location: 'global'
  tags: tags
  properties: {
    description: one.says
    severity: one.severity
    enabled: true
    scopes: [
      app.id
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: one.name
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.App/containerApps'
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

// Each line of the log is one JSON object (docs/deploy.md, "Watching over it").
var lines = 'ContainerAppConsoleLogs | where ContainerAppName == "front-door" | extend line = parse_json(Log)'
var queries = [
  {
    name: 'history'
    query: '${lines} | where line.level == "error" and (tostring(line.event) startswith "history" or tostring(line.event) == "the list of seals is gone")'
    above: 0
    minutes: 5
    severity: 0
    says: 'The history of who did what is not as it was. Change nothing; run front-door audit verify, and tell the security team.'
  }
  {
    name: 'errors'
    query: '${lines} | where line.level == "error"'
    above: 20
    minutes: 15
    severity: 2
    says: 'More than 20 errors in 15 minutes. The log names their places; front-door doctor names what is to be mended.'
  }
]

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for one in queries: {
  name: 'front-door-${one.name}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Front door: ${one.name}'
    description: one.says
    severity: one.severity
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT${one.minutes}M'
    criteria: {
      allOf: [
        {
          query: one.query
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: one.above
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    // The first deployment comes before the first line of the log.
    skipQueryValidation: true
    autoMitigate: false
    actions: {
      actionGroups: [
        actionGroupId
      ]
    }
  }
}]

// Nothing was anchored for an hour: no front door writes its history, or its log does not arrive.
resource silence 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: 'front-door-silence'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Front door: silence'
    description: 'Not one line of the log in an hour. No alert that reads the log can be relied on.'
    severity: 1
    enabled: true
    scopes: [
      workspaceId
    ]
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    criteria: {
      allOf: [
        {
          query: 'ContainerAppConsoleLogs | where ContainerAppName == "front-door"'
          timeAggregation: 'Count'
          operator: 'LessThan'
          threshold: 1
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    // The first deployment comes before the first line of the log.
    skipQueryValidation: true
    autoMitigate: true
    actions: {
      actionGroups: [
        actionGroupId
      ]
    }
  }
}

output FRONT_DOOR_NAME string = app.name
