#!/bin/sh
# Starts a Slurm cluster of four one-CPU nodes on this machine: munged, slurmctld and four slurmd, bound to 127.0.0.1 alone.
# Needs no systemd. Run as root on Debian 12 (as any user on a machine whose packages are installed, see NOTE).
#   apt-get install --no-install-recommends slurmd slurmctld slurm-client munge
#   start.sh [FOLDER]      everything lies in FOLDER (default build/slurm); prints "export SLURM_CONF=…"
#   stop.sh  [FOLDER]      ends what start.sh started there, by pid
# NOTE  Debian's packages start no service where /usr/sbin/policy-rc.d says 101 (containers) or systemd is absent; elsewhere
#       "systemctl disable --now slurmd slurmctld munge" first, or leave them: the ports and the socket here are others.
set -eu
at=${1:-$PWD/build/slurm}
nodes=${NODES:-4} cpus=${CPUS:-1} memory=${MEMORY:-2000} base=${PORT:-16817}
mkdir -p "$at/log" "$at/state" "$at/spool" "$at/pid" "$at/munge"
chmod 700 "$at/munge"
user=$(id -un)
export SLURM_CONF="$at/slurm.conf"

# munge: a key and a socket of our own. The folder above the socket must not be writable by others without the sticky bit.
[ -s "$at/munge/key" ] || (umask 077; dd if=/dev/urandom of="$at/munge/key" bs=128 count=1 2>/dev/null)

cat > "$SLURM_CONF" <<CONF
ClusterName=glasscape
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$base
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$at/munge/socket
CryptoType=crypto/munge
# bind to the addresses named here, not to all
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
StateSaveLocation=$at/state
SlurmdSpoolDir=$at/spool/%n
SlurmctldPidFile=$at/pid/slurmctld.conf.pid
SlurmdPidFile=$at/pid/slurmd.%n.conf.pid
SlurmctldLogFile=$at/log/slurmctld.log
SlurmdLogFile=$at/log/slurmd.%n.log
SlurmctldDebug=info
SlurmdDebug=info
# several slurmd on one host, each the node that -N names; what the host has does not matter
SlurmdParameters=config_overrides
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
DefMemPerCPU=${DEFMEM:-500}
# memory limits without cgroups: resident memory is looked at every second
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=$at/log/jobs.txt
# quick reactions: a dead node is noticed after some 10 s, a requeued job is eligible again at once
SchedulerType=sched/backfill
SchedulerParameters=bf_interval=2,sched_min_interval=200000,batch_sched_delay=1,nohold_on_prolog_fail
SlurmctldTimeout=10
SlurmdTimeout=${NODETIMEOUT:-12}
MessageTimeout=5
KillWait=5
InactiveLimit=0
MinJobAge=600
WaitTime=0
ReturnToService=2
RebootProgram=/bin/false
JobRequeue=1
MaxArraySize=${MAXARRAY:-1001}
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
NodeName=n[1-$nodes] NodeHostname=localhost NodeAddr=127.0.0.1 Port=[$((base + 101))-$((base + 100 + nodes))] CPUs=$cpus RealMemory=$memory State=UNKNOWN
PartitionName=cpu Nodes=ALL Default=YES MaxTime=1:00:00 DefaultTime=10 State=UP PriorityTier=1 PreemptMode=REQUEUE GraceTime=5
PartitionName=urgent Nodes=ALL MaxTime=1:00:00 DefaultTime=10 State=UP PriorityTier=10 PreemptMode=OFF
CONF

# each in the foreground in a session of its own, so that its pid is known and it outlives this shell
begin() {
  name=$1; shift
  if [ -s "$at/pid/$name" ] && kill -0 "$(cat "$at/pid/$name")" 2>/dev/null; then return; fi
  setsid "$@" </dev/null >>"$at/log/$name.out" 2>&1 &
  echo $! > "$at/pid/$name"
}
begin munged munged --foreground --force --key-file "$at/munge/key" --socket "$at/munge/socket" \
  --pid-file "$at/munge/pid" --log-file "$at/log/munged.log" --seed-file "$at/munge/seed" --num-threads 2
i=0; until [ -S "$at/munge/socket" ]; do i=$((i + 1)); [ $i -lt 50 ] || { echo 'munged did not start' >&2; exit 1; }; sleep 0.1; done
begin slurmctld slurmctld -D -i
n=1; while [ $n -le "$nodes" ]; do begin "slurmd.n$n" slurmd -D -N "n$n"; n=$((n + 1)); done
i=0; until [ "$(sinfo -h -N -t idle,mixed,allocated -p cpu -o %N 2>/dev/null | wc -l)" -eq "$nodes" ]; do
  i=$((i + 1)); [ $i -lt 150 ] || { echo "nodes did not come up:" >&2; sinfo -N -l >&2; for log in "$at"/log/slurmd.*.log; do tail -n 3 "$log" >&2; done; exit 1; }; sleep 0.2; done
echo "export SLURM_CONF=$SLURM_CONF"
