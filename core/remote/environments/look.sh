# What a path is, and what lies in it.
#   path   the path with real folders, folder|other|none
#   entry  name folder|other size time       of the first $2 entries
#   cut                                      there are more
#   closed                                   it cannot be read
main() {
  system_tools
  place=$1
  # The home is written as a shell does.
  case $place in
    '~') place=$HOME ;;
    '~/'*) place=$HOME/${place#'~/'} ;;
    /*) ;;
    *) place=$HOME/$place ;;
  esac
  if [ -d "$place" ]; then
    real=$(cd -P "$place" 2>/dev/null && pwd -P && printf .)
    real=${real%"$newline".}
    reply path "${real:-$place}" folder
    [ "$2" -eq 0 ] || entries "$2"
  elif [ -e "$place" ] || [ -L "$place" ]; then
    reply path "$place" other
  else
    reply path "$place" none
  fi
}

entries() {
  cd -P "$place" 2>/dev/null && [ -r . ] || { reply closed && return; }
  # GNU's and busybox's, or BSD's.
  if stat -L -c '%s %Y' . >/dev/null 2>&1; then format=-c facts='%s %Y'; else format=-f facts='%z %m'; fi
  # A name with a line break in it is left out: nobody has one who means well.
  find . ! -name . -prune ! -name "*$newline*" -print 2>/dev/null | head -n "$(($1 + 1))" | {
    count=0
    limit=$1
    set --
    while IFS= read -r name; do
      count=$((count + 1))
      [ "$count" -le "$limit" ] || { reply cut && break; }
      set -- "$@" "$name"
      if [ "$#" -ge 100 ]; then
        look_at "$@"
        set --
      fi
    done
    [ "$#" -eq 0 ] || look_at "$@"
  }
}

# All at once where that goes well, else one after another: a link may lead nowhere, a file may just have gone.
look_at() {
  said=$(stat -L "$format" "$facts" "$@" 2>/dev/null) || said=
  for name do
    if [ -n "$said" ]; then
      line=${said%%"$newline"*}
      said=${said#"$line"}
      said=${said#"$newline"}
    else
      line=$(stat -L "$format" "$facts" "$name" 2>/dev/null) || line="0 0"
    fi
    kind=other
    [ ! -d "$name" ] || kind=folder
    reply entry "${name#./}" "$kind" "${line% *}" "${line#* }"
  done
}
