# Gives its parameters back.
main() {
  printf 'noise without an end'
  for parameter do
    reply echo "$parameter"
  done
}
