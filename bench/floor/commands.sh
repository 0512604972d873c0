i=0
while [ $i -lt 50 ]; do /bin/echo $i; i=$((i + 1)); done
