# For test.sh: checks, and what happens to a run on the nodes of start.sh. $at is the folder of all runs, $lane names what goes on beside others.
nodes=$(dirname "$SLURM_CONF")

glasscape() { timeout 600 node dist/cli/main.js "$@"; }
quiet() { "$@" > "$at/last-$lane" 2>&1; }
is() { # name, command: a check
  local name=$1 began=$SECONDS
  shift
  if "$@" > "$at/log-$lane" 2>&1; then echo "ok   $name ($((SECONDS - began)) s, until $SECONDS s)"
  else echo "FAIL $name"; tail -n 5 "$at/log-$lane"; tail -n 5 "$at/last-$lane"; fi | tee -a "$at/checks-$lane"
}
checked() { cat "$at"/checks-* | grep -c "^$1 "; }
begin() { # lane, a function that goes on beside others
  (lane=$1; "$1") &
}
until_true() { # seconds, command
  local end=$((SECONDS + $1))
  shift
  until "$@"; do [ "$SECONDS" -lt "$end" ] || return 1; sleep 0.3; done
}
refused() { # what it must say, command: exit code 2
  local words=$1
  shift
  quiet "$@"
  [ $? -eq 2 ] && grep -q "$words" "$at/last-$lane"
}

sums() { (cd "$1" && sha256sum shard-*.parquet); }
has_ended() { grep -Eq '"status": "(complete|failed|interrupted)"' "$1/manifest.json"; }
completes() { # run, the same one here: complete in time, the same bytes, nothing unfinished left behind
  [ -e "$1/manifest.json" ] && until_true 300 has_ended "$1"
  grep -q '"status": "complete"' "$1/manifest.json" && [ "$(sums "$1")" = "$(sums "${2:-$at/here-four}")" ] && [ -z "$(find "$1" -name '*.tmp')" ]
}
survives() { # a long run: what should happen to it has happened, and it is complete all the same
  [ -e "$1.struck" ] && completes "$1" "$at/here-long"
}
behind() { # was some of the run computed that long ago?
  grep -q "\"started\": \"$(date -u -d '400 days ago' +%Y-%m)" "$1/manifest.json"
}

kept_limits() { # one submission, of which no element was ended and none left a task to the finishing job
  [ "$(ls "$1/cluster" | wc -l)" = 1 ] && ! grep -hE 'slurmstepd|computed here|submitted again|, [1-9][0-9]* left$' "$1"/cluster/*/logs/*.out
}

again_with_twice_the_memory() { # what was lost of a run
  node -e '
    const [first, second] = process.argv.slice(1).map((path) => JSON.parse(require("fs").readFileSync(path)));
    if (second.arrays[0].memoryMB !== 2 * first.arrays[0].memoryMB) throw new Error("the second submission has other limits");
  ' "$1"/cluster/*/plan.json
}
of_another_version() { # a run that waits: its plan was made by another glasscape
  sed -i -E 's/"version": ?"[^"]+"/"version": "0.0.1"/' "$1"/cluster/*/plan.json && scontrol release "$(jobs_of "$1")"
}
refused_by_nodes() { # they computed nothing and said why
  gone "$1" && ! ls "$1"/shard-* 2> /dev/null && grep -h "was submitted by glasscape 0.0.1" "$1"/cluster/*/logs/*_*.out
}
job() { node -p "JSON.parse(require('fs').readFileSync(process.argv[1])).arrays[0]" "$1"/cluster/*/jobs.json; }
jobs_of() { node -p "process.argv.slice(1).map((path) => JSON.parse(require('fs').readFileSync(path))).flatMap((jobs) => [...jobs.arrays, jobs.finish]).join()" "$1"/cluster/*/jobs.json; }
no_job() { # a question that fails is no answer
  local left
  left=$(timeout 10 squeue --noheader --jobs "$1" 2>&1) || [[ $left == *"Invalid job id"* ]] || return 1
  [ -z "$left" ] || [[ $left == *"Invalid job id"* ]]
}
gone() { until_true 200 no_job "$(jobs_of "$1")"; }

# Elements at work that have finished a shard: "chunk worker node".
at_work() {
  local journal chunk worker node
  for journal in "$1"/journal/*.jsonl; do
    chunk=$(sed -E 's/.*Z-[0-9a-f]{4}-([0-9]+)-.*/\1/' <<< "$journal")
    worker=$(pgrep -f "work $1 --submission [^ ]+ --chunk $chunk " | head -n 1)
    node=$(squeue --noheader --states=RUNNING --format=%N --jobs "$(job "$1")_$chunk" 2> /dev/null)
    [ -n "$worker" ] && [ -n "$node" ] && echo "$chunk $worker $node" && return
  done
  return 1
}
# The first of them, in $chunk, $worker and $node.
catch() {
  local found
  found=$(until_true 60 at_work "$1") || { echo "no element of $1 was caught at work"; return 1; }
  read -r chunk worker node <<< "$found"
}

# Each notes that it has struck.
kill_worker() { catch "$1" && kill -9 "$worker" && touch "$1.struck"; }
hang() { # until its time limit
  catch "$1" && kill -STOP "$worker" || return
  scontrol update JobId="$(job "$1")_$chunk" TimeLimit=1 && touch "$1.struck"
}
preempt() {
  catch "$1" || return
  sbatch --partition=urgent --nodelist="$node" --output=/dev/null --wrap 'sleep 1' > /dev/null && touch "$1.struck"
}
lose_node() { # all that is on it at once; it comes back when its loss has been seen
  catch "$1" || return
  kill -9 "$(cat "$nodes/pid/slurmd.$node")" "$(ps -o ppid= -p "$worker" | tr -d ' ')" "$worker"
  until_true 60 is_down "$node" && touch "$1.struck"
  begin_nodes
}
is_down() { [[ $(sinfo --noheader --format=%t --nodes "$1") == down* ]]; }
kill_controller() { kill -9 "$(cat "$nodes/pid/slurmctld")"; }
begin_nodes() { # those that are not there
  scripts/slurm/start.sh "$nodes" > /dev/null
  scontrol update NodeName=ALL State=RESUME 2> /dev/null
  true
}
