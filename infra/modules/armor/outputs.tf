output "policy" {
  description = "The policy, for backends."
  value       = google_compute_security_policy.this.id
}
