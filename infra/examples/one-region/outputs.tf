output "address" {
  description = "Where the domain's DNS record must point."
  value       = module.sets.address
}
