# Runs the commands of docs/cluster.md in their order: page.sh FOLDER. What stands for something else on the page is put in: the shared folder,
# the preset, and programs that a cluster has. Needs checks.sh and its variables.
page=$1
source=$PWD/docs/cluster.md
main=$PWD/dist/cli/main.js
mkdir -p "$page/bin" "$page/shared"
printf '#!/bin/bash\nexec node %s "$@"\n' "$main" > "$page/bin/glasscape"
printf '#!/bin/bash\n[ "$1 $2" = "exec %s/shared/glasscape.sif" ] && shift 2 && exec "$@"\n' "$page" > "$page/bin/apptainer"
chmod +x "$page"/bin/*
cd "$page" || exit
export PATH="$page/bin:$PATH"
grep '^    {"profiles"' "$source" > glasscape.json
commands=$(grep '^    glasscape ' "$source" | sed -E "s/ +#.*//; s#/shared#$page/shared#g; s#--preset paper#ls/spin-glass-descent gs/finite-size-minima --preset smoke#")
[ "$(wc -l <<< "$commands")" -ge 9 ] || { echo "the page has fewer commands"; exit 1; }
while read -r command; do
  # Jobs of the folder end first, those that were cancelled too.
  case $command in *' resume '*) until_true 150 no_job "$(jobs_of "$page/shared/paper")" ;; esac
  echo "$ $command"
  bash -c "$command" < /dev/null || exit 1
done <<< "$commands"
for run in g60 g40 g41 paper; do
  until_true 150 has_ended "$page/shared/$run"
  grep -q '"status": "complete"' "$page/shared/$run/manifest.json" || { echo "$run is not complete"; exit 1; }
done
