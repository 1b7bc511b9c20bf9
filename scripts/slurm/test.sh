#!/bin/bash
# What a cluster does to a run, on the four nodes of start.sh: the bytes are those of a run here, whatever happens to nodes, workers,
# jobs and controller; and the commands of docs/cluster.md. Each part prints a line; the last line counts. Needs SLURM_CONF of start.sh and a built package. Runs whose elements
# wait two minutes for their requeue are begun first, and the others pass meanwhile; the controller, which all need, is killed last.
set -uo pipefail
cd "$(dirname "$0")/../.."
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
. scripts/slurm/checks.sh

glass=(run "$at/glass.json")
networks=(run "$at/networks.json")
long=(run "$at/long.json")
# 25 tasks in some six elements, and 20 in some five; the long one is one element of some seconds, so that it is caught at work.
echo '{"experiment": "spin-glass-descent", "parameters": {"size": 40, "replicas": 200, "replicasPerTask": 8, "seed": 5}}' > "$at/glass.json"
echo '{"experiment": "network-training", "parameters": {"widths": [5, 9], "networks": 40, "networksPerTask": 4, "epochs": 2, "trainSize": 2000, "testSize": 500, "seed": 5}}' > "$at/networks.json"
sed 's/40/150/' "$at/glass.json" > "$at/long.json"
slurm=(--executor slurm --chunk-minutes 0.005)
few=(--executor slurm --chunk-minutes 5)
campaign=(reproduce --preset smoke --out)

quiet glasscape "${glass[@]}" --out "$at/here"
quiet glasscape "${long[@]}" --out "$at/here-long"
quiet glasscape "${networks[@]}" --out "$at/here-networks"

# Requeued after two minutes, or ended by a time limit of one.
quiet glasscape "${long[@]}" "${few[@]}" --out "$at/lost"
lose_node "$at/lost"
quiet glasscape "${long[@]}" "${few[@]}" --out "$at/preempted"
preempt "$at/preempted"
quiet glasscape "${long[@]}" "${few[@]}" --out "$at/hung"
hang "$at/hung"

quiet glasscape "${glass[@]}" "${slurm[@]}" --out "$at/plain"
is "submission returns, the run ends as one here" completes "$at/plain"
quiet glasscape "${networks[@]}" "${slurm[@]}" --out "$at/networks"
is "training ends as here" completes "$at/networks" "$at/here-networks"

quiet glasscape "${long[@]}" "${few[@]}" --out "$at/killed"
kill_worker "$at/killed"
is "a worker killed -9" survives "$at/killed"

quiet glasscape "${glass[@]}" "${slurm[@]}" --setup "sleep 2" --out "$at/some"
scancel "$(job "$at/some")_1" "$(job "$at/some")_3"
is "scancel of two elements" completes "$at/some"

quiet glasscape "${glass[@]}" "${slurm[@]}" --out "$at/cancelled"
quiet glasscape cancel "$at/cancelled"
gone "$at/cancelled"
quiet glasscape resume "$at/cancelled"
is "cancel, then resume here" completes "$at/cancelled"

# The first element to begin takes a gigabyte.
greedy="mkdir $at/greedy 2> /dev/null && exec node -e 'const all = Buffer.alloc(1e9, 1); setTimeout(() => all, 20000)'"
quiet glasscape "${glass[@]}" "${slurm[@]}" --setup "$greedy" --out "$at/memory"
is "an element over its limit of memory" completes "$at/memory"

# Odd elements, and another Node where there is one, 400 days behind.
odd="[ \$((\${SLURM_ARRAY_TASK_ID:-0} % 2)) = 0 ] || export NODE_OPTIONS=--import=$PWD/scripts/slurm/behind.mjs NODE=${OTHER_NODE:-node}"
quiet glasscape "${glass[@]}" "${slurm[@]}" --setup "$odd" --command "\${NODE:-node} $PWD/dist/cli/main.js" --out "$at/clocks"
is "a clock 400 days behind, Node $(node --version) and $("${OTHER_NODE:-node}" --version)" eval 'completes "$at/clocks" && behind "$at/clocks"'

quiet glasscape "${glass[@]}" "${slurm[@]}" --setup "sleep 5" --out "$at/twice"
is "a second submission is refused while jobs live" refused 2 glasscape resume "$at/twice" --executor slurm
quiet glasscape resume "$at/twice" --executor slurm --chunk-minutes 0.004 --force
is "two submissions at once" eval '[ "$(ls "$at/twice/cluster" | wc -l)" -ge 2 ] && completes "$at/twice" && gone "$at/twice" && completes "$at/twice"'

is "a partition that is not there: exit 2, nothing submitted" eval 'refused 2 glasscape "${glass[@]}" "${slurm[@]}" --partition nowhere --out "$at/nowhere" && [ ! -e "$at/nowhere/cluster" ]'
quiet glasscape resume "$at/nowhere"
is "it is resumed here" completes "$at/nowhere"

is "the commands of docs/cluster.md" eval '(. scripts/slurm/page.sh "$at/page")'

is "a worker that hung until its time limit" survives "$at/hung"
is "a node lost with slurmd, step and worker" survives "$at/lost"
is "an element preempted" survives "$at/preempted"

quiet glasscape "${campaign[@]}" "$at/claims" --executor slurm
quiet glasscape "${campaign[@]}" "$at/here-claims"
is "all claims: the same findings as here" eval 'until_true 300 has_ended "$at/claims" && cmp "$at/claims/findings.json" "$at/here-claims/findings.json"'
is "all claims: every element kept to its limits" kept_limits "$at/claims"

quiet glasscape "${glass[@]}" "${slurm[@]}" --out "$at/headless"
kill_controller
is "without a controller nothing is known of jobs: resume refuses" refused 2 glasscape resume "$at/headless"
begin_nodes
is "the controller is back, then resume" eval 'gone "$at/headless" && glasscape resume "$at/headless" && completes "$at/headless"'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
