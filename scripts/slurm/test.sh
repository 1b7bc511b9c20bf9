#!/bin/bash
# What a cluster does to a run, on the four nodes of start.sh: the bytes are those of a run here, whatever happens to nodes, workers,
# jobs and controller; and the commands of docs/cluster.md. Each check prints a line; the last line counts. Needs SLURM_CONF of start.sh and a
# built package. Lanes go on beside each other: elements that wait two minutes for their requeue, short runs, the page, and all claims, which
# nodes work on where nothing else waits; the controller, which all need, is killed last.
set -uo pipefail
cd "$(dirname "$0")/../.."
at=$(mktemp -d)
trap 'rm -rf "$at"' EXIT
lane=first
. scripts/slurm/checks.sh

# 25 tasks, and the same replicas in four; 20 tasks of training; the long one is one element of some seconds, so that it is caught at work.
echo '{"experiment": "spin-glass-descent", "parameters": {"size": 40, "replicas": 200, "replicasPerTask": 8, "seed": 5}}' > "$at/glass.json"
sed 's/"replicasPerTask": 8/"replicasPerTask": 50/' "$at/glass.json" > "$at/four.json"
sed 's/40/110/' "$at/glass.json" > "$at/long.json"
echo '{"experiment": "network-training", "parameters": {"widths": [5, 9], "networks": 40, "networksPerTask": 4, "epochs": 2, "trainSize": 2000, "testSize": 500, "seed": 5}}' > "$at/networks.json"
# Elements of a few tasks, of one task, and one that holds all.
several=(--executor slurm --chunk-minutes 0.01)
single=(--executor slurm --chunk-minutes 1e-6)
whole=(--executor slurm --chunk-minutes 5)
run_of() { quiet glasscape run "$at/$1.json" "${@:2}"; } # spec, options

# Requeued after two minutes, or ended by a time limit of one. Each is caught before the next one begins.
strikes() {
  local event
  for event in kill_worker hang preempt lose_node; do
    run_of long "${whole[@]}" --out "$at/$event"
    "$event" "$at/$event"
  done
  touch "$at/struck"
  is "a worker killed -9" survives "$at/kill_worker"
  is "a worker that hung until its time limit" survives "$at/hang"
  is "a node lost with slurmd, step and worker" survives "$at/lose_node"
  is "an element preempted" survives "$at/preempt"
}

# All are submitted before the first is looked at.
short() {
  run_of glass "${several[@]}" --out "$at/plain"
  run_of networks "${several[@]}" --out "$at/networks"
  run_of four "${single[@]}" --sbatch=--hold --out "$at/version"
  of_another_version "$at/version"
  run_of four "${single[@]}" --setup "sleep 2" --out "$at/some"
  scancel "$(job "$at/some")_1" "$(job "$at/some")_3"
  run_of four "${single[@]}" --out "$at/cancelled"
  quiet glasscape cancel "$at/cancelled"
  # The first element to begin takes a gigabyte, or meets a full disk: files of two kilobytes at most.
  run_of four "${single[@]}" --setup "mkdir $at/greedy 2> /dev/null && exec node -e 'const all = Buffer.alloc(1e9, 1); setTimeout(() => all, 20000)'" --out "$at/memory"
  run_of four "${single[@]}" --setup "! mkdir $at/tiny 2> /dev/null || ulimit -f 2" --out "$at/disk"
  # Odd elements, and another Node where there is one, 400 days behind.
  run_of four "${single[@]}" --setup "[ \$((\${SLURM_ARRAY_TASK_ID:-0} % 2)) = 0 ] || export NODE_OPTIONS=--import=$PWD/scripts/slurm/behind.mjs NODE=${OTHER_NODE:-node}" \
    --command "\${NODE:-node} $PWD/dist/cli/main.js" --out "$at/clocks"
  run_of four "${single[@]}" --setup "sleep 5" --out "$at/twice"
  is "a second submission is refused while jobs live" refused "jobs that have not ended" glasscape resume "$at/twice" --executor slurm
  quiet glasscape resume "$at/twice" "${several[@]}" --force
  is "a partition that is not there: exit 2, nothing submitted" eval 'refused "invalid partition" glasscape run "$at/four.json" "${single[@]}" --partition nowhere --out "$at/nowhere" && [ ! -e "$at/nowhere/cluster" ]'
  quiet glasscape resume "$at/nowhere"
  is "it is resumed here" completes "$at/nowhere"

  is "submission returns, the run ends as one here" completes "$at/plain" "$at/here"
  is "training ends as here" completes "$at/networks" "$at/here-networks"
  is "scancel of two elements" completes "$at/some"
  gone "$at/cancelled"
  quiet glasscape resume "$at/cancelled"
  is "cancel, then resume here" completes "$at/cancelled"
  is "an element over its limit of memory: it is submitted again with twice of it" eval 'completes "$at/memory" && again_with_twice_the_memory "$at/memory"'
  is "a full disk" eval 'completes "$at/disk" && grep -h "the disk is full" "$at"/disk/cluster/*/logs/*.out'
  is "a clock 400 days behind, Node $(node --version) and $("${OTHER_NODE:-node}" --version)" eval 'completes "$at/clocks" && behind "$at/clocks"'
  is "two submissions at once" eval '[ "$(ls "$at/twice/cluster" | wc -l)" -ge 2 ] && completes "$at/twice" && gone "$at/twice" && completes "$at/twice"'
  is "nodes refuse the plan of another version" refused_by_nodes "$at/version"
  quiet glasscape resume "$at/version"
  is "it is resumed here as well" completes "$at/version"
}

page() {
  until_true 300 test -e "$at/struck"
  is "the commands of docs/cluster.md" eval '(. scripts/slurm/page.sh "$at/page")'
}

# Held until nothing happens to nodes any more, so that every element must keep to its limits; on two nodes at most, so that others go on.
claims() {
  quiet glasscape reproduce --preset smoke --out "$at/claims" --executor slurm --chunk-minutes 1 --parallel 2 --sbatch=--hold
  until_true 300 test -e "$at/struck"
  scontrol release "$(jobs_of "$at/claims")"
  is "all claims: the same findings as here" eval 'until_true 400 has_ended "$at/claims" && until_true 200 has_ended "$at/here-claims" && cmp "$at/claims/findings.json" "$at/here-claims/findings.json"'
  is "all claims: every element kept to its limits" kept_limits "$at/claims"
  is "all claims: on parts of their ensembles each has a report" node scripts/partial-evaluations.mjs "$at/here-claims"
}

run_of four --out "$at/here-four"
run_of long --out "$at/here-long"
begin strikes
run_of glass --out "$at/here"
run_of networks --out "$at/here-networks"
begin short
begin page
begin claims
quiet glasscape reproduce --preset smoke --out "$at/here-claims"
wait

run_of four "${single[@]}" --out "$at/headless"
kill_controller
is "without a controller nothing is known of jobs: resume refuses" refused "the queue does not answer" glasscape resume "$at/headless"
begin_nodes
is "the controller is back, then resume" eval 'gone "$at/headless" && glasscape resume "$at/headless" && completes "$at/headless"'

echo "all of it took $SECONDS s"
failed=$(checked FAIL)
echo "$(checked ok) passed, $failed failed"
[ "$failed" -eq 0 ]
