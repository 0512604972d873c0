base=$1
i=0
while [ $i -lt 200 ]; do [ -d "$base/loop/$i" ] || mkdir -p "$base/loop/$i"; i=$((i + 1)); done
i=0
[ -e "$base/loop/lines" ] || : >"$base/loop/lines"
while [ $i -lt 100 ]; do grep -qxF "line $i" "$base/loop/lines" || echo "line $i" >>"$base/loop/lines"; i=$((i + 1)); done
