#!/bin/sh
# Ends the Slurm cluster that start.sh started in FOLDER (default build/slurm): its jobs, then its daemons, each by its pid.
set -u
at=${1:-$PWD/build/slurm}
export SLURM_CONF="$at/slurm.conf"
timeout 10 scancel --user "$(id -un)" 2>/dev/null && sleep "${GRACE:-2}"
# A pid counts only if the process is still the daemon that was started.
end() {
  pid=$(cat "$1" 2>/dev/null) || return 0
  case "$(cat "/proc/$pid/comm" 2>/dev/null)" in munged|slurmd|slurmctld) kill "-$2" "$pid" 2>/dev/null ;; esac
}
for signal in TERM KILL; do
  for name in "$at"/pid/slurmd.n* "$at/pid/slurmctld" "$at/pid/munged"; do
    case "$name" in *.conf.pid) ;; *) end "$name" $signal ;; esac
  done
  [ $signal = KILL ] || sleep 2
done
rm -f "$at"/pid/* "$at/munge/socket"
