# Runs a command and ends it when whoever started this is gone. Usage: watchdog.sh GRACE-SECONDS SIGNAL COMMAND...
# SIGNAL, as INT, is what ends the command in good order.
# Standard input is a pipe that only the starter holds open; the command's pid goes to descriptor 4.
# Must lead its own process group: that group is killed when the command does not end in time.
grace=$1
signal=$2
shift 2
exec 3<&0
trap 'kill -s "$signal" "$child" 2>/dev/null' TERM
trap '' INT HUP
"$@" 3<&- 4>&- </dev/null &
child=$!
echo "$child" >&4
exec 4>&-

give_up() {
  read -r _ <&3
  kill -s "$signal" "$child" 2>/dev/null
  tenths=$((grace * 10))
  while kill -0 "$child" 2>/dev/null && [ "$tenths" -gt 0 ]; do
    sleep 0.1
    tenths=$((tenths - 1))
  done
  kill -s KILL -- "-$$"
}
# outlives this shell until its starter closes the pipe, so that nothing of the group is left in any case
give_up &

while :; do
  wait "$child" 2>/dev/null
  code=$?
  kill -0 "$child" 2>/dev/null || break
done
exit "$code"
