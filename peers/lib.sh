# Sourced by the scripts of this folder: where things are, and how servers are started, watched and ended.
# shellcheck shell=bash
# shellcheck disable=SC2034 # used by those who source this
set -euo pipefail
PEERS=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
PEERS_HOME=${PEERS_HOME:-$HOME/.cache/lockstep-peers}
mkdir -p "$PEERS_HOME/bin" "$PEERS_HOME/run"
PEERS_HOME=$(cd "$PEERS_HOME" && pwd)
BIN=$PEERS_HOME/bin
RUN=$PEERS_HOME/run
NODE=$PEERS_HOME/node
# shellcheck source=versions
. "$PEERS/versions"

say() { printf 'peers: %s\n' "$*" >&2; }
die() {
  say "$*"
  exit 1
}
need() { command -v "$1" >/dev/null || die "needs '$1': $2"; }

# listens PORT: does anybody accept connections on this port of loopback?
listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# free_port: prints a port that nobody listens on, below the ephemeral ports
free_port() {
  local port
  for _ in $(seq 200); do
    port=$((16000 + (RANDOM * 32768 + RANDOM) % 16000))
    listens "$port" || { echo "$port" && return; }
  done
  die "no free port between 16000 and 31999"
}

# started PID: prints when a process that still runs was started, in ticks since boot
started() { awk '$3 != "Z" { print $22 }' "/proc/$1/stat" 2>/dev/null || true; }
# same PID SINCE: is it still that process, or has another one been given its id?
same() { [ -n "$2" ] && [ "$(started "$1")" = "$2" ]; }

# spawn PIDS NAME LOG SECONDS COMMAND...: runs a command in the background, which ends by itself after so many seconds, and adds
# a line to the file PIDS
spawn() {
  local pids=$1 name=$2 log=$3 life=$4 pid
  shift 4
  # No descriptor but the three: a lock would be held, and a pipe kept open, for as long as the server runs.
  setsid timeout --kill-after=10 "$life" "$@" </dev/null >"$log" 2>&1 9>&- &
  pid=$!
  echo "$name $pid $(started "$pid")" >>"$pids"
  disown "$pid" 2>/dev/null || true
}

# alive PIDS NAME: does what spawn started under this name still run?
alive() {
  local name pid since
  [ -f "$1" ] || return 1
  while read -r name pid since; do
    if [ "$name" = "$2" ]; then
      same "$pid" "$since"
      return
    fi
  done <"$1"
  return 1
}

# end PIDS: ends what spawn started, the last first, and removes the file
end() {
  local name pid since left
  [ -f "$1" ] || return 0
  while read -r name pid since; do
    if same "$pid" "$since"; then kill -TERM "$pid" 2>/dev/null || true; fi
  done < <(tac "$1")
  for _ in $(seq 120); do
    left=
    while read -r name pid since; do
      if same "$pid" "$since"; then left="$left $pid"; fi
    done <"$1"
    [ -n "$left" ] || break
    sleep 0.1
  done
  # timeout leads a group of its own, with the server in it.
  for pid in $left; do kill -KILL -- "-$pid" 2>/dev/null || true; done
  rm -f "$1"
}
