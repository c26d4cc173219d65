output "address" {
  description = "Where the domain's DNS record must point."
  value       = module.sets.address
}

output "images" {
  description = "Where images are pushed to."
  value       = module.sets.images
}

output "deployer" {
  description = "The account that rolls out: the variable DEPLOYER of deploys from GitHub."
  value       = module.sets.deployer
}

output "workload_identity_provider" {
  description = "The variable WORKLOAD_IDENTITY_PROVIDER of deploys from GitHub; null without a repository."
  value       = module.sets.workload_identity_provider
}
