# Brings to ~/.runicorn what is missing there, then becomes the viewer. Says on stdout, a line each:
#   send server|node    its archive is wanted: a line with its bytes, then exactly those, on stdin
#   failed WORD TEXT    it cannot go on
#   start               what follows is the viewer's: its stdout, and its stdin
main() {
  root=$1 node=$2
  server=$3 server_sums=$4 server_files=$5
  brought=$6 brought_sums=$7 brought_files=$8
  shift 8
  ready
  umask 077
  # The system's own tools first; the viewer gets the person's path back.
  path=$PATH
  PATH=/usr/bin:/bin:$PATH
  home=${HOME:-}
  [ -n "$home" ] || home=$(cd && pwd)
  base=$home/.runicorn
  # Whoever could rename what lies in it could put their own there.
  mkdir -p "$base" 2>/dev/null && [ -O "$base" ] && chmod go-w "$base" 2>/dev/null || fail folder "$base"

  if [ -n "$brought" ]; then
    bring node "$brought" "$brought_sums" "$brought_files"
    node=$base/$brought/node
  else
    uid=$(id -u)
    own_groups
    [ -f "$node" ] || fail trust gone "$node"
    trusted "$node" || fail trust "$why"
    node=$real
  fi
  bring server "$server" "$server_sums" "$server_files"
  sweep

  echo start
  PATH=$path
  unset NODE_OPTIONS NODE_PATH
  exec "$node" "$base/$server/runicorn.cjs" viewer --stdio --token-stdin "--storage=$root" "$@"
}

fail() {
  printf 'failed %s ' "$1"
  shift
  # One line, whatever the tools said.
  printf '%s' "$*" | tr '\n' ' ' | cut -c 1-500
  echo
  exit 1
}

# bring WORD FOLDER SUMS FILES: makes sure that the folder is there, and is ours, and holds those files with those sums and
# no other. A folder that was tampered with is replaced. Two at once are harmless: the first rename wins.
bring() {
  for tool in tar gzip mktemp head find; do
    command -v "$tool" >/dev/null 2>&1 || fail tools "$tool"
  done
  command -v sha256sum >/dev/null 2>&1 || command -v shasum >/dev/null 2>&1 || fail tools sha256sum
  folder=$base/$2
  parent=${folder%/*}
  mkdir -p "$parent" 2>/dev/null && [ -O "$parent" ] && chmod 700 "$parent" 2>/dev/null ||
    fail folder "$parent"
  if intact "$folder" "$3" "$4"; then
    touch "$folder"
    return
  fi

  temp=$(mktemp -d "$parent/.upload-XXXXXX" 2>/dev/null) || fail folder "$parent"
  echo "send $1"
  read -r size || give_up
  trouble=$({ head -c "$size" | { cd "$temp" && gzip -dc | tar -xof -; }; } 2>&1)
  if ! intact "$temp" "$3" "$4"; then
    rm -rf "$temp"
    fail upload "$trouble"
  fi
  intact "$folder" "$3" "$4" || replace
  rm -rf "$temp"
  intact "$folder" "$3" "$4" || fail node "$trouble"
}

# Puts temp in the place of folder. By Node, because no tool of every system renames onto a folder only if that is not there.
replace() {
  if [ -e "$folder" ]; then
    mv -f "$folder" "$temp.old"
    rm -rf "$temp.old"
  fi
  runner=$node
  [ -n "$runner" ] || runner=$temp/node
  trouble=$("$runner" -e 'fs.renameSync(process.argv[1], process.argv[2])' "$temp" "$folder" 2>&1 </dev/null)
}

give_up() {
  rm -rf "$temp"
  exit 1
}

# intact FOLDER SUMS FILES
intact() {
  [ -d "$1" ] && [ ! -L "$1" ] && [ -O "$1" ] || return 1
  (
    cd "$1" || exit 1
    [ "$(find . ! -type d | wc -l)" -eq "$3" ] || exit 1
    if command -v sha256sum >/dev/null 2>&1; then
      printf '%s' "$2" | sha256sum -c - >/dev/null 2>&1
    else
      printf '%s' "$2" | shasum -a 256 -c - >/dev/null 2>&1
    fi
  )
}

# Versions nobody has used for a month, and uploads that were cut off. One's modification time is that of its last start.
sweep() {
  programs=$(ps -A -o args= 2>/dev/null || ps -o args 2>/dev/null)
  case $node in "$base"/node/*) touch "${node%/*}" ;; esac
  for old in "$base"/server/* "$base"/node/*; do
    [ -d "$old" ] || continue
    case $programs in *"$old/"*) continue ;; esac
    [ -z "$(find "$old" -prune -mtime +30 2>/dev/null)" ] || rm -rf "$old"
  done
  for old in "$base"/server/.upload-* "$base"/node/.upload-*; do
    [ -z "$(find "$old" -prune -mtime +0 2>/dev/null)" ] || rm -rf "$old"
  done
}
