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
