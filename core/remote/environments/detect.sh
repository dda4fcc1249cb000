# What a machine is: its system, its Python environments, its Node programs. Answers what it sees; sense is made of it elsewhere.
#   machine  system hardware libc hostname user uid home shell df
#   login    temporary-folder runtime-folder RUNICORN_DIR user_root_dir
#   root     folder                          where runs were recorded to, the last one first
#   active   prefix                          the conda environment a terminal begins in
#   python   number source path answer       the answer is empty where it is no Python 3
#   node     number source path answer
#   refused  number kind source path reason detail
#   cut                                      there are more than are looked at
#   clock    time
# $1 is the program that asks a Python, $2 the seconds each is given. Numbers give the order of the search; programs are tried several at a time.

main() {
  python_probe=$1
  patience=$2
  home=${HOME:-}
  [ -d "$home" ] || home=$(cd && pwd)
  inherited_path=$PATH
  login_path=$PATH
  system_tools
  unset NODE_OPTIONS
  began=$(date +%s)
  uid=$(id -u)
  shell=${SHELL:-/bin/sh}
  cd / || return

  libc=$(getconf GNU_LIBC_VERSION 2>/dev/null) || libc=$(ldd --version 2>&1 | head -n 2)
  reply machine "$(uname -s)" "$(uname -m)" "$libc" "$(uname -n)" "$(id -un)" "$uid" "$home" "$shell" \
    "$(df -Pk "$home" 2>/dev/null | tail -n 1)"

  login_environment
  config=${XDG_CONFIG_HOME:-$home/.config}/runicorn
  [ "$(uname -s)" != Darwin ] || config="$home/Library/Application Support/Runicorn"
  reply login "${TMPDIR:-}" "${XDG_RUNTIME_DIR:-}" "${RUNICORN_DIR:-}" "$(user_root_dir)"
  used_roots

  active=$(active_conda)
  [ -z "$active" ] || reply active "$active"
  own_groups
  {
    pythons
    nodes
    # Last, because conda takes its time.
    listed_by_conda
  } | try_all
  reply clock "$(now)"
}

now() {
  time=$(date +%s%N)
  case $time in
    *[!0-9]*) time=$(perl -MTime::HiRes=time -e 'printf "%d", time() * 1e9' 2>/dev/null) || time=$(date +%s) ;;
  esac
  printf '%s' "$time"
}

# Passes on what a command says within $1 seconds. Nothing it has started is waited for any longer.
within() {
  _seconds=$1
  shift
  {
    "$@" </dev/null 2>/dev/null &
    _child=$!
    {
      _sleep=
      trap 'kill $_sleep; exit' TERM
      sleep "$_seconds" &
      _sleep=$!
      wait "$_sleep"
      kill -9 "$_child"
    } </dev/null >/dev/null 2>&1 &
    _watch=$!
    wait "$_child"
    kill "$_watch"
    printf '\n%s\n' "$nonce"
  } 2>/dev/null | {
    _lines=0
    while IFS= read -r _line && [ "$_line" != "$nonce" ] && [ "$_lines" -lt 2000 ]; do
      printf '%s\n' "$_line"
      _lines=$((_lines + 1))
    done
  }
}

# The variables as they are after a login. The shells of csh's family cannot be asked, and have read their files already.
login_environment() {
  case $shell in
    */csh | */tcsh) return ;;
    /*) [ -x "$shell" ] || return ;;
    *) return ;;
  esac
  # In words every shell reads alike.
  said=$(within 8 "$shell" -l -c 'exec /bin/sh -c '\''printf "%s\n" begin "PATH=$PATH" "TMPDIR=$TMPDIR" "XDG_RUNTIME_DIR=$XDG_RUNTIME_DIR" "XDG_CONFIG_HOME=$XDG_CONFIG_HOME" "XDG_DATA_HOME=$XDG_DATA_HOME" "XDG_CACHE_HOME=$XDG_CACHE_HOME" "RUNICORN_DIR=$RUNICORN_DIR" "CONDA_PREFIX=$CONDA_PREFIX" "CONDA_EXE=$CONDA_EXE" "MAMBA_ROOT_PREFIX=$MAMBA_ROOT_PREFIX" "PYENV_ROOT=$PYENV_ROOT" "VIRTUAL_ENV=$VIRTUAL_ENV" "WORKON_HOME=$WORKON_HOME" "NVM_DIR=$NVM_DIR" "FNM_DIR=$FNM_DIR" "VOLTA_HOME=$VOLTA_HOME"'\')
  while [ -n "$said" ]; do
    line=${said%%"$newline"*}
    said=${said#"$line"}
    said=${said#"$newline"}
    name=${line%%=*}
    case $name in
      # What was set for commands only comes after it.
      PATH) login_path=${line#*=}:$inherited_path ;;
      TMPDIR | XDG_RUNTIME_DIR | XDG_CONFIG_HOME | XDG_DATA_HOME | XDG_CACHE_HOME | RUNICORN_DIR | \
        CONDA_PREFIX | CONDA_EXE | MAMBA_ROOT_PREFIX | PYENV_ROOT | VIRTUAL_ENV | WORKON_HOME | \
        NVM_DIR | FNM_DIR | VOLTA_HOME) eval "$name=\${line#*=}" ;;
    esac
  done
}

# As it stands in config.json, a text in JSON. The rest of that file is nobody's business.
user_root_dir() {
  head -c 1048576 "$config/config.json" 2>/dev/null |
    sed -n 's/^.*"user_root_dir"[[:space:]]*:[[:space:]]*\("[^"\\]*\(\\.[^"\\]*\)*"\).*$/\1/p' | head -n 1
}

# Those the SDKs have written down, as far as they are still there.
used_roots() {
  head -c 65536 "$config/roots.json" 2>/dev/null |
    sed -n 's/^.*"path"[[:space:]]*:[[:space:]]*"\(\/[^"\\]*\)".*$/\1/p' | while IFS= read -r root; do
    [ ! -d "$root" ] || reply root "$root"
  done
}

# conda's base, where `conda init` made terminals begin in it and it was not switched off.
active_conda() {
  if [ -n "${CONDA_PREFIX:-}" ]; then
    printf '%s' "$CONDA_PREFIX"
    return
  fi
  case $shell in
    */bash) files="$home/.bashrc$newline$home/.bash_profile" ;;
    */zsh) files=$home/.zshrc ;;
    */fish) files=$home/.config/fish/config.fish ;;
    */tcsh) files=$home/.tcshrc ;;
    *) return ;;
  esac
  IFS=$newline
  base=$(set -f; sed -n "/^# >>> conda initialize >>>/,/^# <<< conda initialize <<</s|^[^/]*\(/[^'\" ]*\)/bin/conda['\" ].*|\1|p" $files 2>/dev/null | head -n 1)
  IFS=" $tab$newline"
  grep -E -q '^ *auto_activate(_base)?: *(false|no|off)' "$home/.condarc" "$base/.condarc" 2>/dev/null ||
    printf '%s' "$base"
}

# Tries what is on the list, eight at a time. Twenty seconds after the beginning nothing is begun any more.
try_all() {
  number=0
  seen=$newline
  while IFS=$tab read -r kind source program; do
    case $seen in *"$newline$program$newline"*) continue ;; esac
    seen=$seen$program$newline
    number=$((number + 1))
    if [ "$number" -gt 150 ] || [ $(($(date +%s) - began)) -gt 18 ]; then
      reply cut
      break
    fi
    try "$number" "$kind" "$source" "$program" </dev/null &
    [ $((number % 8)) -ne 0 ] || wait
  done
  wait
}

try() {
  if ! trusted "$4"; then
    reply refused "$@" "${why%% *}" "${why#* }"
    return
  fi
  case $2 in
    python) said=$(within "$patience" "$real" -I -S -c "$python_probe" "$nonce") ;;
    node) said=$(within "$patience" "$real" -p "$node_probe" "$nonce") ;;
  esac
  case $said in
    *"$nonce "*) said=${said##*"$nonce "} said=${said%%"$newline"*} ;;
    *) said= ;;
  esac
  reply "$2" "$1" "$3" "$real" "$said"
}

node_probe='[process.argv[1], process.versions.node, process.versions.napi, process.arch, process.platform].join(" ")'
