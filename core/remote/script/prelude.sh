# The beginning of every script sent to another machine, for whatever /bin/sh is there: POSIX, no program but printf.
# A script defines `main`; nothing happens before the line `begin` has come whole, so a link that is cut runs no half of it.
# Names that start with _ are this file's.
# Comments come first because a startup file may ask something and take a line for the answer.

[ -z "${ZSH_VERSION-}" ] || emulate sh
unset -f printf read cd test kill wait command 2>/dev/null
LC_ALL=C
IFS=' 	
'
tab='	'
newline='
'
_count=0
_parameters=

# Takes a parameter as octal escapes. The dot keeps the line breaks at its end, which $( ) takes away.
parameter() {
  _count=$((_count + 1))
  eval "_parameter_$_count=\$(printf \"\$1.\")"
  _parameters="$_parameters \"\${_parameter_$_count%.}\""
}

# Sets $_escaped, with $2 for every $1 in it.
_replace() {
  _rest=$_escaped
  _escaped=
  while :; do
    case $_rest in
      *"$1"*)
        _escaped=$_escaped${_rest%%"$1"*}$2
        _rest=${_rest#*"$1"}
        ;;
      *) break ;;
    esac
  done
  _escaped=$_escaped$_rest
}

# Answers a record: its fields may be any bytes. One write, so that what others say comes before or after it.
reply() {
  _record=$nonce
  for _field do
    _escaped=$_field
    case $_field in
      *[%"$tab$newline"]*)
        _replace % %25
        _replace "$tab" %09
        _replace "$newline" %0A
        ;;
    esac
    _record=$_record$tab$_escaped
  done
  printf '%s\n' "$_record"
}

# From here on programs come from the system, whatever lies first on the person's path.
system_tools() {
  PATH=/usr/bin:/bin:/usr/sbin:/sbin:/run/current-system/sw/bin
}

# Says that standard input is the script's own from here on: a shell may have read ahead of the line it is at.
ready() {
  reply ready
}

begin() {
  [ "${2-}" = end ] || exit 1
  nonce=$1
  eval "set -- $_parameters"
  main "$@"
  reply end "$?"
  exit 0
}
