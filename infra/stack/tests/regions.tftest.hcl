# The stack for lists of one, two, four and seven regions, without a cloud.
mock_provider "google" {
  mock_data "google_project" {
    defaults = {
      number = "123456789012"
    }
  }
}

variables {
  project   = "sets-test"
  domains   = ["api.example.com"]
  images    = { api = "api", worker = "worker" }
  smoke_key = "0123456789abcdef0123456789abcdef"
}

run "one_region" {
  command = plan

  variables {
    secondary_regions = []
  }

  assert {
    condition     = toset(keys(module.worker)) == toset(["us-central1"]) && toset(keys(module.api)) == toset(["us-central1"])
    error_message = "One region has one API and one service of workers."
  }
}

run "two_regions" {
  command = plan

  variables {
    secondary_regions = ["us-east1"]
  }

  assert {
    condition     = toset(keys(module.queues.extract)) == toset(["us-central1", "us-east1"])
    error_message = "Each region has a queue of jobs."
  }

  assert {
    condition     = toset(keys(module.queues.webhooks)) == toset(["us-central1", "us-east1"])
    error_message = "Each region has a queue of webhooks."
  }
}

run "four_regions" {
  command = plan

  variables {
    secondary_regions = ["us-east1", "europe-west1", "asia-southeast1"]
  }

  assert {
    condition     = length(module.worker) == 4 && length(module.api) == 4
    error_message = "Four regions have four APIs and four services of workers."
  }
}

run "seven_regions" {
  command = plan

  variables {
    primary_region    = "europe-west1"
    secondary_regions = ["us-central1", "us-east1", "us-west1", "europe-north1", "asia-southeast1", "australia-southeast1"]
  }

  assert {
    condition     = length(module.worker) == 7 && contains(keys(module.worker), "australia-southeast1")
    error_message = "Seven regions have seven services of workers."
  }
}

run "a_redis_in_every_region" {
  command = plan

  variables {
    secondary_regions = ["us-east1"]
    redis_network     = "default"
  }

  assert {
    condition     = toset(keys(module.redis["tier"].urls)) == toset(["us-central1", "us-east1"])
    error_message = "Each region has a Redis of its own."
  }
}

run "a_region_twice_is_refused" {
  command = plan

  variables {
    secondary_regions = ["us-east1", "us-east1"]
  }

  expect_failures = [var.secondary_regions]
}

run "a_stack_without_a_host_is_refused" {
  command = plan

  variables {
    domains = []
  }

  expect_failures = [var.domains]
}

run "a_local_environment_is_refused" {
  command = plan

  variables {
    environment = "local"
  }

  expect_failures = [var.environment]
}

run "callers_without_credentials_are_refused" {
  command = plan

  variables {
    auth_modes = ["open"]
  }

  expect_failures = [var.auth_modes]
}
