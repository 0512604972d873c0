# ordinary.yml by hand: looks first, changes only what differs.
base=$1
folder() { [ -d "$1" ] || mkdir -p "$1"; [ -z "$2" ] || [ "$(stat -c %a "$1")" = "$2" ] || chmod "$2" "$1"; }
content() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ] || printf '%s\n' "$2" >"$1"; [ -z "$3" ] || [ "$(stat -c %a "$1")" = "$3" ] || chmod "$3" "$1"; }
line() { grep -qxF "$2" "$1" || echo "$2" >>"$1"; }
folder "$base/srv" 755
folder "$base/srv/etc" 750
[ -f "$base/srv/threads" ] || echo 'threads = 4' >"$base/srv/threads"
[ -f "$base/srv/etc/main.conf" ] || printf 'listen = 8443\nthreads = 4\nverbose = False\n' >"$base/srv/etc/main.conf"
content "$base/srv/exampled.service" "$(printf '[Service]\nExecStart=/bin/true')" 644
[ -f "$base/banner" ] || echo "Host $base" >"$base/banner"
line "$base/banner" 'Managed by the bench'
line "$base/banner" 'Contact: ops@example.org'
grep -q '^# BEGIN limits' "$base/banner" || printf '# BEGIN limits\nsoft = 1024\nhard = 2048\n# END limits\n' >>"$base/banner"
if grep -Eq '^threads = [0-79]+$' "$base/srv/threads"; then sed -i 's/^threads = .*$/threads = 8/' "$base/srv/threads"; fi
stat "$base/srv/etc/main.conf"
sha1sum "$base/srv/etc/main.conf"
grep -c = "$base/srv/etc/main.conf"
uname -r
for account in anna bert cleo; do folder "$base/home/$account" 700; content "$base/home/$account/.profile" "export NAME=$account"; done
[ "$(readlink "$base/exampled.conf")" = "$base/srv/etc/main.conf" ] || ln -sfn "$base/srv/etc/main.conf" "$base/exampled.conf"
[ ! -e "$base/leftover" ] || rm -f "$base/leftover"
[ -e "$base/srv/database" ] || echo schema 1 >"$base/srv/database"
cat "$base/srv/database"
find "$base/srv" -name '*.conf' -exec stat {} +
cat "$base/banner" | wc -l
sha256sum "$base/srv/exampled.service"
