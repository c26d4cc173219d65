output "address" {
  description = "Where the DNS records of the domains must point."
  value       = module.balancer.address
}

output "images" {
  description = "Where images are pushed to."
  value       = module.registry.url
}

output "regions" {
  description = "Every region with an API and workers."
  value       = local.regions
}

output "deployer" {
  description = "The account that rolls out."
  value       = module.identities.emails["deployer"]
}

output "workload_identity_provider" {
  description = "Whom deploys from GitHub show their identity: its variable WORKLOAD_IDENTITY_PROVIDER; null without a repository."
  value       = one([for federation in module.federation : federation.provider])
}
