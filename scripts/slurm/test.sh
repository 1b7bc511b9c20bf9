#!/bin/bash
# What a cluster does to a run, on the four nodes of start.sh, and the commands of docs/cluster.md: the bytes are those of a run here.
# Each part prints a line; the last line counts. Needs SLURM_CONF of start.sh and a built package. Two requeues of two minutes overlap.
set -uo pipefail
cd "$(dirname "$0")/../.."
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
passed=0 failed=0
glasscape() { timeout 240 node dist/cli/main.js "$@"; }
is() { # name, command: a check
  local name=$1; shift
  if "$@" > "$at/log" 2>&1; then passed=$((passed + 1)); echo "ok   $name"; else failed=$((failed + 1)); echo "FAIL $name"; tail -n 5 "$at/log"; fi
}
sums() { (cd "$1" && sha256sum shard-*.parquet); }
same() { [ "$(sums "$1")" = "$(sums "$at/here")" ] && [ -z "$(find "$1" -name '*.tmp')" ] && grep -q '"status": "complete"' "$1/manifest.json"; }
ended() { # until the folder's manifest has an end, or patience does
  for _ in $(seq "${2:-150}"); do grep -Eq '"status": "(complete|failed|interrupted)"' "$1/manifest.json" && return; sleep 1; done
  return 1
}
glass=(spin-glass --size 40 --replicas 200 --seed 5)
slurm=(--executor slurm --chunk-minutes 0.03)
job() { node -p "JSON.parse(require('fs').readFileSync(process.argv[1])).arrays[0]" "$1"/cluster/*/jobs.json; }

glasscape "${glass[@]}" --out "$at/here" > /dev/null 2>&1
# A lost element is requeued after two minutes: it goes first, and the others pass meanwhile.
glasscape "${glass[@]}" "${slurm[@]}" --out "$at/requeued" > /dev/null 2>&1
sleep 2; scontrol requeue "$(job "$at/requeued")_0" 2> /dev/null
is "submission returns, the run ends as one here" bash -c "$(declare -f glasscape ended same sums); at=$at; glasscape ${glass[*]} ${slurm[*]} --out $at/plain && ended $at/plain && same $at/plain"
glasscape "${glass[@]}" "${slurm[@]}" --out "$at/killed" > /dev/null 2>&1
for _ in $(seq 60); do pid=$(pgrep -f "main.js work .*$at/killed" | head -n 1); [ -n "$pid" ] && break; sleep 0.2; done
[ -n "${pid:-}" ] && kill -9 "$pid"
is "a worker killed -9" eval 'ended "$at/killed" && same "$at/killed"'
glasscape "${glass[@]}" "${slurm[@]}" --out "$at/cancelled" > /dev/null 2>&1
is "cancel, then resume here" eval 'glasscape cancel "$at/cancelled" && sleep 2 && glasscape resume "$at/cancelled" --force && same "$at/cancelled"'
is "a partition that is not there: exit 2, resumable" eval '! glasscape "${glass[@]}" "${slurm[@]}" --partition nowhere --out "$at/nowhere" && [ ! -e "$at/nowhere/cluster" ] && glasscape resume "$at/nowhere" && same "$at/nowhere"'
claims=(ls/spin-glass-descent ls/network-losses gs/finite-size-minima)
glasscape reproduce "${claims[@]}" --preset smoke --out "$at/judged-here" > /dev/null 2>&1
is "reproduce three claims: the same findings" eval 'glasscape reproduce "${claims[@]}" --preset smoke --out "$at/judged" --executor slurm --wait && cmp "$at/judged/findings.json" "$at/judged-here/findings.json"'
is "an element that was requeued" eval 'ended "$at/requeued" 200 && same "$at/requeued"'
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
