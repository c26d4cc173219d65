output "emails" {
  description = "Address of each account: api, worker, tasks, scheduler, deployer."
  value       = { for name, account in google_service_account.this : name => account.email }
}

output "members" {
  description = "Each account as IAM names it."
  value       = { for name, account in google_service_account.this : name => account.member }
}
