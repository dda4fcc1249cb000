# Where Pythons and Nodes are looked for. A line for each, on standard output: python|node, source, path.
# Needs home, login_path, active and patience to be set.

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
  within "$patience" "$root/bin/conda" env list --json | while IFS= read -r line; do
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
    "$home"/.positron-server*/bin/*/node "$home"/.local/lib/code-server-*/lib/node /usr/lib/code-server/lib/node \
    "$home"/.runicorn/node/*/node; do
    candidate node place "$program"
  done
}

node_in_folder() {
  candidate node path "$folder/node"
}
