# Nothing is run that somebody else could have changed.

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
