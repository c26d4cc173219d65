#!/usr/bin/env bash
# Brings the pinned Node and pnpm (into .tools/, unless this machine has them) and the dependencies.
# Needs only bash, git, and npm with Node 20 or newer. A second run changes nothing and needs no network.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
  printf '\nSet-up stopped: %s\n' "$*" >&2
  exit 1
}

stamp=node_modules/.bootstrap-stamp
node_version=$(tr -d '[:space:]' <.node-version)
pnpm_version=$(sed -n 's/.*"packageManager": *"pnpm@\([0-9.]*\)[^"]*".*/\1/p' package.json)
[ -n "$node_version" ] && [ -n "$pnpm_version" ] || fail 'no versions found in .node-version and package.json.'
export PATH="$PWD/.tools/node_modules/.bin:$PATH"

# Any release of the pinned major will do for Node; pnpm writes the lockfile, so it must be the very one.
have_node() { [[ "$(node --version 2>/dev/null)" == "v${node_version%%.*}."* ]]; }
have_pnpm() { [[ "$(pnpm --version 2>/dev/null)" == "$pnpm_version" ]]; }

command -v git >/dev/null || fail 'git was not found.'
key=$(cat .node-version package.json pnpm-lock.yaml pnpm-workspace.yaml apps/*/package.json packages/*/package.json \
  scripts/bootstrap.sh | git hash-object --stdin)
is_ready() { [[ -f $stamp && "$(<"$stamp")" == "$key" ]] && have_node && command -v pnpm >/dev/null; }
is_ready && exit 0

# Two commands typed at once would install over each other: the second waits for the first. The link's name is taken in
# one step together with who has it, whom a kill may have ended; in a container anew, its number may be this process's own.
lock=.local/set-up-by
mkdir -p .local 2>/dev/null && [[ -w . && -w .local ]] || fail "user $(id -u) may not write to $PWD and its .local/."
until ln -sn "$$" "$lock" 2>/dev/null; do
  holder=$(readlink "$lock" || echo none)
  if [[ "$holder" == "$$" ]] || ! kill -0 "$holder" 2>/dev/null; then rm -f "$lock"; fi
  sleep 0.2
done
trap 'rm -f "$lock"' EXIT
is_ready && exit 0

missing=()
have_node || missing+=("node@$node_version")
if ((${#missing[@]} > 0)) || ! have_pnpm; then
  command -v npm >/dev/null || fail 'npm was not found. Install Node 20 or newer, which brings it, and try again.'
  have_pnpm || missing+=("pnpm@$pnpm_version")
  echo "Installing ${missing[*]} into .tools/ …"
  # node's package fetches its binary in an install script, which a user's settings may have switched off. Without a
  # network npm's own retries would keep silent for minutes.
  npm install --prefix .tools --ignore-scripts=false --no-audit --no-fund --loglevel=error \
    --fetch-retry-mintimeout=2000 --fetch-retry-maxtimeout=8000 "${missing[@]}" ||
    fail "npm could not install ${missing[*]}; its own words are above. Is the npm registry reachable from here?"
  hash -r
  have_node || fail "the Node in .tools/ does not run on this machine ($(uname -sm))."
  have_pnpm || fail "the pnpm in .tools/ does not run on this machine ($(uname -sm))."
fi

echo 'Installing the dependencies …'
# CI=true: without a terminal pnpm would stop to ask before it replaces an older node_modules.
CI=true pnpm install --frozen-lockfile --prefer-offline ||
  fail 'pnpm could not install the dependencies; its own words are above. Is the npm registry reachable from here?'
printf '%s\n' "$key" >"$stamp"
