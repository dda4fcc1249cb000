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
# Numbers give the order of the search; programs are tried several at a time.

main() {
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

# Puts a program on the list, where it is one.
candidate() {
  case $3 in
    *["$tab$newline"]*) ;;
    /*) [ ! -f "$3" ] || [ ! -x "$3" ] || printf '%s\t%s\t%s\n' "$@" ;;
  esac
}

each_of_path() {
  _folders=$login_path:
  while [ -n "$_folders" ]; do
    folder=${_folders%%:*}
    _folders=${_folders#*:}
    [ -z "$folder" ] || "$@"
  done
}

pythons() {
  each_of_path python_in_folder
  [ -z "${VIRTUAL_ENV:-}" ] || candidate python venv "$VIRTUAL_ENV/bin/python"
  pyenv=${PYENV_ROOT:-$home/.pyenv}
  for prefix in "$pyenv"/versions/*; do
    candidate python pyenv "$prefix/bin/python"
  done
  for prefix in "${XDG_DATA_HOME:-$home/.local/share}"/uv/python/*; do
    candidate python uv "$prefix/bin/python3"
  done
  for prefix in "${XDG_CACHE_HOME:-$home/.cache}"/pypoetry/virtualenvs/* "$home"/Library/Caches/pypoetry/virtualenvs/*; do
    candidate python poetry "$prefix/bin/python"
  done
  conda_prefixes
  for prefix in "$home"/.venv "$home"/venv "$home"/env "$home"/.env "$home"/.virtualenv "$home"/virtualenv \
    "${WORKON_HOME:-$home/.virtualenvs}"/* "$home"/.local/share/virtualenvs/* \
    "$home"/venvs/* "$home"/.venvs/* "$home"/envs/* "$home"/virtualenvs/* \
    "$home"/*/.venv "$home"/*/venv "$home"/projects/*/.venv "$home"/projects/*/venv \
    "$home"/src/*/.venv "$home"/code/*/.venv "$home"/work/*/.venv "$home"/repos/*/.venv "$home"/git/*/.venv; do
    [ ! -d "$prefix" ] || [ -d "$prefix/conda-meta" ] || candidate python venv "$prefix/bin/python"
  done
}

python_in_folder() {
  candidate python path "$folder/python3"
  candidate python path "$folder/python"
}

# A conda environment's programs, where the folder is one.
conda_prefix() {
  [ -d "$1/conda-meta" ] || return
  candidate python conda "$1/bin/python"
  candidate node conda "$1/bin/node"
}

conda_root() {
  [ -d "$1" ] || return
  conda_prefix "$1"
  for prefix in "$1"/envs/*; do
    conda_prefix "$prefix"
  done
}

conda_prefixes() {
  conda_prefix "${CONDA_PREFIX:-}"
  conda_prefix "$active"
  each_conda_root conda_root
  for prefix in "$home"/.conda/envs/*; do
    conda_prefix "$prefix"
  done
  [ -f "$home/.conda/environments.txt" ] || return
  head -n 500 "$home/.conda/environments.txt" | while IFS= read -r prefix; do
    conda_prefix "$prefix"
  done
}

each_conda_root() {
  case ${CONDA_EXE:-} in /*/*/*) "$@" "${CONDA_EXE%/*/*}" ;; esac
  [ -z "${MAMBA_ROOT_PREFIX:-}" ] || "$@" "$MAMBA_ROOT_PREFIX"
  each_of_path conda_of_folder "$@"
  for place in "$home" "$home/opt" "$home/.local/share" /opt /usr/local /opt/homebrew; do
    for name in miniconda3 anaconda3 miniforge3 mambaforge micromamba miniconda anaconda miniforge conda mamba .miniconda3; do
      [ ! -d "$place/$name" ] || "$@" "$place/$name"
    done
  done
}

conda_of_folder() {
  [ ! -f "$folder/conda" ] || "$@" "${folder%/*}"
}

# The environments conda itself knows of. It is run once, by the path it was found at.
listed_by_conda() {
  root=$(each_conda_root printf '%s\n' | while IFS= read -r root; do
    [ ! -f "$root/bin/conda" ] || { printf '%s' "$root" && break; }
  done)
  [ -n "$root" ] && trusted "$root/bin/conda" || return
  # A path a line, in quotes. One with other escapes than text is not worth a parser here.
  within 10 "$root/bin/conda" env list --json | while IFS= read -r line; do
    case $line in
      *\\*) ;;
      *\"/*\"*)
        prefix=${line#*\"}
        conda_prefix "${prefix%%\"*}"
        ;;
    esac
  done
}

nodes() {
  each_of_path node_in_folder
  for program in "${NVM_DIR:-$home/.nvm}"/versions/node/*/bin/node \
    "${FNM_DIR:-$home/.local/share/fnm}"/node-versions/*/installation/bin/node \
    "$home"/.fnm/node-versions/*/installation/bin/node \
    "${VOLTA_HOME:-$home/.volta}"/tools/image/node/*/bin/node \
    "$home"/.local/share/mise/installs/node/*/bin/node "$home"/.asdf/installs/nodejs/*/bin/node \
    "$home"/.local/bin/node "$home"/n/bin/node "$home"/node*/bin/node "$home"/.local/node*/bin/node \
    /usr/local/bin/node /usr/bin/node /snap/bin/node /opt/homebrew/bin/node /opt/node*/bin/node /usr/local/node*/bin/node \
    "$home"/.vscode-server*/bin/*/node "$home"/.vscode-server*/cli/servers/*/server/node \
    "$home"/.cursor-server*/bin/*/node "$home"/.cursor-server*/cli/servers/*/server/node \
    "$home"/.windsurf-server*/bin/*/node "$home"/.vscodium-server*/bin/*/node \
    "$home"/.positron-server*/bin/*/node "$home"/.local/lib/code-server-*/lib/node /usr/lib/code-server/lib/node; do
    candidate node place "$program"
  done
}

node_in_folder() {
  candidate node path "$folder/node"
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
    python) said=$(within 10 "$real" -I -S -c "$python_probe" "$nonce") ;;
    node) said=$(within 10 "$real" -p "$node_probe" "$nonce") ;;
  esac
  case $said in
    *"$nonce "*) said=${said##*"$nonce "} said=${said%%"$newline"*} ;;
    *) said= ;;
  esac
  reply "$2" "$1" "$3" "$real" "$said"
}

# Groups that nobody else is in, so that what they may write only the person may.
own_groups() {
  own=" 0 "
  group=$(id -gn)
  if [ "$group" = "$(id -un)" ] && alone_in "$group"; then own="$own$(id -g) "; fi
  # Whoever is an administrator of a Mac may do all that root may.
  [ "$(uname -s)" != Darwin ] || own="${own}80 "
  # Debian's, for /usr/local: nobody's own.
  case $(getent group 50 2>/dev/null) in staff:*:50:) own="${own}50 " ;; esac
}

alone_in() {
  members=$(getent group "$1" 2>/dev/null)
  members=${members##*:}
  [ -z "$members" ] || [ "$members" = "$(id -un)" ]
}

# Whether nobody but the person and root can change what runs by this path: the file, all it is a link to, all folders above.
# Sets real, the path with real folders, or why.
trusted() {
  real=
  why="gone $1"
  _path=$1
  _links=0
  set --
  while :; do
    _folder=$(cd -P "${_path%/*}/" 2>/dev/null && pwd -P) || return 1
    [ "$_folder" != / ] || _folder=
    _path=$_folder/${_path##*/}
    real=${real:-$_path}
    set -- "$@" / "$_path"
    while [ -n "$_folder" ]; do
      set -- "$@" "$_folder"
      _folder=${_folder%/*}
    done
    [ -L "$_path" ] || break
    _links=$((_links + 1))
    [ "$_links" -le 20 ] || return 1
    _link=$(readlink "$_path") || return 1
    case $_link in
      /*) _path=$_link ;;
      *) _path=${_path%/*}/$_link ;;
    esac
  done
  why=$(ls -ldn "$@" 2>/dev/null | complaint "$#")
  # What could not be looked at is not trusted.
  [ "$why" = none ]
}

# Of what ls says of $1 places: what is wrong with the first that is not safe.
complaint() {
  lines=0
  while read -r mode links owner group rest; do
    lines=$((lines + 1))
    place=/${rest#*/}
    case " 0 $uid " in
      *" $owner "*) ;;
      *) printf 'owner %s\n' "$place" && return ;;
    esac
    case $mode in
      # Only its owner can turn a link, or what lies in a sticky folder.
      l* | d????????[tT]*) ;;
      ????????w*) printf 'everybody %s\n' "$place" && return ;;
      ?????w????+*) printf 'group %s\n' "$place" && return ;;
      ?????w*) case $own in *" $group "*) ;; *) printf 'group %s\n' "$place" && return ;; esac ;;
    esac
  done
  if [ "$lines" -eq "$1" ]; then echo none; else echo "gone /"; fi
}

node_probe='[process.argv[1], process.versions.node, process.versions.napi, process.arch, process.platform].join(" ")'

# Without site (-S) nothing that is installed runs; where it is, is found out as site does. The fields of the answer are hex.
python_probe='
import binascii, os, re, site, sys

bin = os.path.dirname(os.path.abspath(sys.executable))
config = {}
for folder in (os.path.dirname(bin), bin):
    try:
        with open(os.path.join(folder, "pyvenv.cfg"), errors="replace") as file:
            lines = [line.partition("=") for line in file.read(65536).splitlines()]
    except OSError:
        continue
    config = {key.strip().lower(): value.strip() for key, _, value in lines}
    break
base = sys.base_prefix
if config:
    sys.prefix = sys.exec_prefix = os.path.dirname(bin)
prefix = os.path.realpath(sys.prefix)

places = site.getsitepackages([sys.prefix])
if not config or config.get("include-system-site-packages", "").lower() == "true":
    places.insert(0, site.getusersitepackages())
    places += site.getsitepackages([base])
for place in list(places):
    try:
        names = sorted(name for name in os.listdir(place) if name.endswith(".pth"))[:200]
    except OSError:
        continue
    for name in names:
        try:
            with open(os.path.join(place, name), errors="surrogateescape") as file:
                lines = file.read(65536).splitlines()
        except (OSError, ValueError):
            continue
        for line in lines:
            if line.strip() and not line.startswith(("#", "import ", "import\t")):
                places.append(os.path.join(place, line.strip()))

def installed(place):
    pattern = r"runicorn(?:[-_.]sdk)?-([^-]+)(?:-.*)?\.(?:dist|egg)-info$"
    try:
        found = [re.match(pattern, name, re.I) for name in os.listdir(place)]
    except OSError:
        return []
    return [match.group(1) for match in found if match]

def written(package):
    for name in ("version.py", "_version.py", "__init__.py"):
        try:
            with open(os.path.join(package, name), errors="replace") as file:
                match = re.search(r"^__version__\s*(?::\s*str\s*)?=\s*[\"\x27]([^\"\x27]+)", file.read(65536), re.M)
        except OSError:
            continue
        if match:
            return match.group(1)
    return ""

version = ""
for place in places:
    package = os.path.join(place, "runicorn")
    if os.path.isfile(os.path.join(package, "__init__.py")):
        known = installed(place)
        version = known[0] if len(known) == 1 else written(package) or (known + ["unknown"])[0]
        break
if not version:
    version = next((known[0] for known in map(installed, places) if known), "")

root = ""
kind = "uv" if "uv" in config else "virtualenv" if "virtualenv" in config else "venv" if config else ""
if os.path.isdir(os.path.join(prefix, "conda-meta")):
    kind = "base" if os.path.isdir(os.path.join(prefix, "condabin")) else "conda"
    try:
        import json
        with open(os.path.join(prefix, "conda-meta", "state"), encoding="utf-8") as file:
            root = str(json.load(file)["env_vars"]["RUNICORN_DIR"]).encode("utf-8", "ignore").decode()
    except Exception:
        pass

fields = (sys.version.split()[0], prefix, os.path.abspath(sys.executable), kind, version, root)
print(" ".join([sys.argv[1]] + ["x" + binascii.hexlify(field.encode("utf-8", "surrogateescape")).decode() for field in fields]))
'
