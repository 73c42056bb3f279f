#!/bin/sh
# Registers this machine with a Muster server and prints what the server has.
# POSIX shell and curl, nothing else: for installers, switches, and machines without Node.
#
#   ztp-client.sh <server-url> [--id mac|cpu|<text>] [--ip <address>] [--name <text>] [--userdata <text>]
#                 [--wait <seconds>] [--enroll-secret <secret>] [--enroll] [--json]
#
# It says and does the same as ztp-client.ts. Exit code 0, or 1 after one sentence.

set -u
export LC_ALL=C

fail() {
  printf '%s\n' "$1" >&2
  exit 1
}

# --- text: every function that gives text leaves it in $reply, for $(...) would eat newlines at the end

newline='
'

# replace <text> <what> <by>: every <what> in <text>
replace() {
  reply=
  rest=$1
  while :; do
    case $rest in
      *"$2"*) reply=$reply${rest%%"$2"*}$3 rest=${rest#*"$2"} ;;
      *) break ;;
    esac
  done
  reply=$reply$rest
}

# json <text>: as the inside of a JSON string (RFC 8259, 7)
json() {
  replace "$1" '\' '\\'
  replace "$reply" '"' '\"'
  replace "$reply" "$newline" '\n'
  code=1
  while [ "$code" -lt 32 ]; do
    if [ "$code" -ne 10 ]; then
      char=$(printf "\\$(printf %03o "$code")x")
      replace "$reply" "${char%x}" "$(printf '\\u%04x' "$code")"
    fi
    code=$((code + 1))
  done
}

# quoted <text>: as the inside of a quoted value of curl's configuration
quoted() {
  replace "$1" '\' '\\'
  replace "$reply" '"' '\"'
}

# encoded <text>: percent-encoded, byte by byte (RFC 3986, 2.1)
encoded() {
  encoded=
  rest=$1
  while [ -n "$rest" ]; do
    char=${rest%"${rest#?}"}
    rest=${rest#?}
    case $char in
      [A-Za-z0-9._~-]) encoded=$encoded$char ;;
      *) encoded=$encoded$(bytes "$char") ;;
    esac
  done
  reply=$encoded
}

# bytes <character>: %XX for each of its bytes. A shell that knows UTF-8 gives its number in Unicode, another one its byte.
bytes() {
  number=$(printf %d "'$1")
  [ "$number" -lt 0 ] && number=$((number + 256))
  if [ "$number" -lt 256 ] && [ "${#1}" -eq 1 ] && [ "$unicode" = no ]; then printf %%%02X "$number"
  elif [ "$number" -lt 128 ]; then printf %%%02X "$number"
  elif [ "$number" -lt 2048 ]; then printf %%%02X%%%02X $((192 + number / 64)) $((128 + number % 64))
  elif [ "$number" -lt 65536 ]; then
    printf %%%02X%%%02X%%%02X $((224 + number / 4096)) $((128 + number / 64 % 64)) $((128 + number % 64))
  else
    printf %%%02X%%%02X%%%02X%%%02X \
      $((240 + number / 262144)) $((128 + number / 4096 % 64)) $((128 + number / 64 % 64)) $((128 + number % 64))
  fi
}

two_bytes=$(printf '\303\244')
if [ "${#two_bytes}" -eq 1 ]; then unicode=yes; else unicode=no; fi

# --- this machine

has() {
  command -v "$1" >/dev/null 2>&1
}

# word_after <word> <text>: the word that follows it
word_after() {
  wanted=$1
  shift
  reply=
  # Words are what the unquoted text falls into; none of them is a pattern.
  set -f
  # shellcheck disable=SC2068
  set -- $@
  set +f
  while [ $# -gt 1 ]; do
    if [ "$1" = "$wanted" ]; then
      reply=$2
      return
    fi
    shift
  done
}

# hex_of <IPv4 address>: the eight digits by which /proc/net/route knows it
hex_of() {
  old_ifs=$IFS
  IFS=.
  # shellcheck disable=SC2086
  set -- $1
  IFS=$old_ifs
  reply=$(printf %02X%02X%02X%02X "$4" "$3" "$2" "$1")
}

# interface_by_table <IPv4 address>: the longest prefix in /proc/net/route that fits
interface_by_table() {
  hex_of "$1"
  target=$((0x$reply))
  interface=
  best=-1
  while read -r name destination _ flags _ _ _ mask _; do
    # The first line has the names of the columns.
    case $destination in *[!0-9A-F]*) continue ;; esac
    [ $((0x$flags & 1)) -eq 1 ] || continue
    [ $((target & 0x$mask)) -eq $((0x$destination)) ] || continue
    length=0
    bits=$((0x$mask))
    while [ "$bits" -ne 0 ]; do
      length=$((length + (bits & 1)))
      bits=$((bits >> 1))
    done
    [ "$length" -gt "$best" ] && interface=$name best=$length
  done </proc/net/route
  reply=$interface
}

# interface_by_address <own IPv6 address>: /proc/net/if_inet6 knows addresses by their digits alone
interface_by_address() {
  reply=
  has ip || return 0
  for line in "$(ip -o -6 addr show to "$1" 2>/dev/null)"; do
    set -f
    # shellcheck disable=SC2086
    set -- $line
    set +f
    reply=${2:-}
  done
}

# interface_toward <address>: the interface that routes there
interface_toward() {
  reply=
  if has ip; then word_after dev "$(ip route get "$1" 2>/dev/null)"; fi
  if [ -n "$reply" ]; then return; fi
  if [ -r /proc/net/route ]; then
    case $1 in *:*) return ;; esac
    interface_by_table "$1"
  elif has route; then
    word_after interface: "$(route -n get "$1" 2>/dev/null)"
  fi
}

# address_of <interface>: its first IPv4 address
address_of() {
  reply=
  if has ip; then word_after inet "$(ip -o -4 addr show dev "$1" 2>/dev/null)"; fi
  if [ -z "$reply" ] && has ifconfig; then word_after inet "$(ifconfig "$1" 2>/dev/null)"; fi
  reply=${reply#addr:}
  reply=${reply%%/*}
}

# mac_of <interface>
mac_of() {
  reply=
  if [ -r "/sys/class/net/$1/address" ]; then
    read -r reply <"/sys/class/net/$1/address" || :
  elif has ifconfig; then
    word_after ether "$(ifconfig "$1" 2>/dev/null)"
  fi
  case $reply in *[1-9a-fA-F]*) ;; *) reply= ;; esac
}

# Addresses for documentation (RFC 5737) that nobody has: the way there is the default route.
elsewhere=198.51.100.1

# find_route: leaves the address toward the server in $own_ip, and the interface in $own_interface. curl itself tells which
# address it called from. A server on this very machine is reached over loopback, which says nothing to anybody else.
find_route() {
  own_ip= own_interface=
  ends=$(curl -s -o /dev/null --max-time 10 -w '%{local_ip} %{remote_ip}' "$server/ztp/check/-") || :
  case $ends in ?*' '?*) ;; *) return 1 ;; esac
  own_ip=${ends%% *}
  remote=${ends#* }
  case $own_ip in
    127.* | ::1)
      own_ip=
      interface_toward $elsewhere
      [ -n "$reply" ] && own_interface=$reply && address_of "$own_interface" && own_ip=$reply
      ;;
    *)
      interface_toward "$remote"
      own_interface=$reply
      if [ -z "$own_interface" ]; then
        case $own_ip in *:*) interface_by_address "$own_ip" && own_interface=$reply ;; esac
      fi
      ;;
  esac
  return 0
}

# real <text>: leaves a serial number in $reply, or nothing for what firmware says when it has none
real() {
  reply=$1
  case $reply in
    '' | [Nn]one | [Nn]/[Aa] | [Uu]nknown | [Dd]efault* | [Nn]ot\ * | *[Ss]erial\ [Nn]umber | [Tt]o\ [Bb]e\ * | *....*) reply= ;;
    *[!0-]*) case $reply in *[!Ff-]*) ;; *) reply= ;; esac ;;
    *) reply= ;;
  esac
}

find_serial() {
  reply=
  if [ -r /proc/cpuinfo ]; then
    while IFS=: read -r key value; do
      case $key in
        Serial*)
          real "${value# }"
          [ -n "$reply" ] && return
          ;;
      esac
    done </proc/cpuinfo
  fi
  for file in /sys/class/dmi/id/product_serial /sys/class/dmi/id/board_serial /sys/class/dmi/id/product_uuid /etc/machine-id; do
    [ -r "$file" ] || continue
    line=
    read -r line <"$file" || :
    real "$line"
    [ -n "$reply" ] && return
  done
  if has ioreg; then
    found=$(ioreg -rd1 -c IOPlatformExpertDevice 2>/dev/null)
    case $found in
      *'"IOPlatformSerialNumber" = "'*)
        found=${found#*'"IOPlatformSerialNumber" = "'}
        real "${found%%\"*}"
        ;;
    esac
  fi
}

# --- the call

# register: 0 done, 1 refused, 2 not up yet; what to say is in $sentence
register() {
  sentence="The server at $server could not be reached."
  id=$wanted_id
  ip=$wanted_ip
  case $wanted_id in
    any | mac | cpu)
      id=
      find_route || return 2
      ;;
    *) if [ -z "$ip" ]; then find_route || return 2; fi ;;
  esac
  [ -n "$ip" ] || ip=$own_ip
  case $ip in
    '' | 0.0.0.0 | ::)
      sentence='This machine has no address but loopback; name one with --ip, or leave it to the server: --ip none.'
      [ -n "$wanted_ip" ] || return 2
      ;;
  esac
  if [ -z "$id" ] && [ "$wanted_id" != cpu ] && [ -n "$own_interface" ]; then
    mac_of "$own_interface"
    id=$reply
  fi
  if [ -z "$id" ] && [ "$wanted_id" != mac ]; then
    find_serial
    id=$reply
  fi
  if [ -z "$id" ]; then
    sentence='This machine has no MAC address toward the server, or no serial number; name an id with --id.'
    return 1
  fi

  body=
  if [ "$ip" != none ]; then json "$ip" && body=$body',"ip":"'$reply'"'; fi
  if [ "$has_name" = yes ]; then json "$name" && body=$body',"name":"'$reply'"'; fi
  if [ "$has_userdata" = yes ]; then json "$userdata" && body=$body',"userdata":"'$reply'"'; fi
  body='{'${body#,}'}'

  encoded "$id"
  quoted "$server/ztp/register/$reply"
  config='url = "'$reply'"'
  quoted "$body"
  config=$config$newline'data-binary = "'$reply'"'
  if [ -n "$secret" ]; then
    quoted "Authorization: Enroll $secret"
    config=$config$newline'header = "'$reply'"'
  fi
  # A repetition is one registration; another address or id is another.
  if [ "$config" != "$sent" ]; then sent=$config count=$((count + 1)); fi
  config=$config$newline'header = "Idempotency-Key: '$run-$count'"'
  # By its standard input, so that no list of processes shows the secret.
  answer=$(printf '%s\n' "$config" |
    curl -s -X PUT -H 'Content-Type: application/json' --max-time 10 -w '\n%{http_code}' -K -) || return 2
  status=${answer##*"$newline"}
  answer=${answer%"$newline"*}
  case $status in
    200 | 201) return 0 ;;
    409 | 502 | 503 | 504)
      sentence="The server is not ready ($status)."
      return 2
      ;;
  esac
  detail=$answer
  case $answer in *'"detail":"'*) detail=${answer#*'"detail":"'} detail=${detail%%'",'*} ;; esac
  replace "$detail" '\"' '"'
  replace "$reply" "$newline" ' '
  sentence="The server refused the registration ($status): $reply"
  return 1
}

# --- what was asked

server= wanted_id=any wanted_ip= name= userdata= has_name=no has_userdata=no wait=0 as_json=no enroll=no
secret=${ZTP_ENROLL_SECRET:-}

while [ $# -gt 0 ]; do
  case $1 in
    --enroll)
      enroll=yes
      shift
      continue
      ;;
    --json)
      as_json=yes
      shift
      continue
      ;;
    --help)
      printf '%s\n' 'ztp-client.sh <server-url> [--id mac|cpu|<text>] [--ip <address>] [--name <text>] [--userdata <text>]' \
        '              [--wait <seconds>] [--enroll-secret <secret>] [--enroll] [--json]'
      exit 0
      ;;
    --*=*)
      option=${1%%=*}
      value=${1#*=}
      shift
      ;;
    --*)
      [ $# -gt 1 ] || fail "$1 is not an option, or wants a value."
      option=$1
      value=$2
      shift 2
      ;;
    *)
      [ -z "$server" ] || fail "One server is enough; $1 is one too many."
      server=$1
      shift
      continue
      ;;
  esac
  case $option in
    --id) wanted_id=$value ;;
    --ip) wanted_ip=$value ;;
    --name) name=$value has_name=yes ;;
    --userdata) userdata=$value has_userdata=yes ;;
    --wait) wait=$value ;;
    --enroll-secret) secret=$value ;;
    *) fail "$option is not an option." ;;
  esac
done

[ -n "$server" ] || fail 'Name the server: ztp-client.sh <server-url>'
case $server in http://?* | https://?*) ;; *) fail "$server is not an http or https address of a server." ;; esac
while [ "${server%/}" != "$server" ]; do server=${server%/}; done
case $wait in '' | *[!0-9]*) fail '--wait must be a number of seconds.' ;; esac
has curl || fail 'This needs curl.'

run= sent= count=0
if [ -r /proc/sys/kernel/random/uuid ]; then read -r run </proc/sys/kernel/random/uuid || :; fi
if [ -z "$run" ] && has od; then run=$(od -An -N16 -tx1 /dev/urandom 2>/dev/null | tr -d ' \n'); fi
[ -n "$run" ] || run=$(date +%s)-$$

deadline=$(($(date +%s) + wait))
while :; do
  register
  result=$?
  [ $result -eq 0 ] && break
  [ $result -eq 2 ] && [ "$(date +%s)" -lt $deadline ] || fail "$sentence"
  sleep 1
done

# ended <device>: nothing more will happen to it by itself
ended() {
  state=${1#*'"state":"'}
  state=${state%%'"'*}
  case $state in
    FAILED) return 0 ;;
    ENROLLED) case $1 in *'"exec":{"status":"PENDING"'*'"step":"exec"'*) return 1 ;; *) return 0 ;; esac ;;
    # Before Muster has come to it, a device looks unmanaged.
    UNMANAGED) case $1 in *'"exec":{"status":"PENDING","attempts":0'*) return 1 ;; *) return 0 ;; esac ;;
    *) return 1 ;;
  esac
}

# step_in <state>: leaves the first step in that state in $step, and its error, if it has one, in $reply
step_in() {
  step= reply=
  steps=${answer#*'"steps":['}
  case $steps in *'","state":"'"$1"'"'*) ;; *) return 1 ;; esac
  step=${steps%%'","state":"'"$1"'"'*}
  step=${step##*'"'}
  error=${steps#*'","state":"'"$1"'"'}
  error=${error#*'"error":'}
  case $error in '"'*) ;; *) return 0 ;; esac
  error=${error#'"'}
  replace "${error%%'"}'*}" '\"' '"'
}

# waiting: leaves in $sentence what the enrollment waits for
waiting() {
  if [ "$state" = RETIRING ]; then
    sentence='Waiting for the retirement to end'
  elif step_in PENDING; then
    sentence="Waiting for the step $step"
    if [ -n "$reply" ]; then sentence="$sentence: $reply"; fi
  elif [ "$state" = ENROLLING ]; then
    sentence='Waiting for the enrollment to begin'
  else
    sentence='Waiting for the exec call'
  fi
}

if [ $enroll = yes ]; then
  told=
  encoded "$id"
  quoted "$server/fleet/devices/$reply"
  config='url = "'$reply'"'
  if [ -n "$secret" ]; then
    quoted "Authorization: Enroll $secret"
    config=$config$newline'header = "'$reply'"'
  fi
  while :; do
    answer=$(printf '%s\n' "$config" | curl -s --max-time 10 -w '\n%{http_code}' -K -) ||
      fail "The server at $server could not be reached."
    status=${answer##*"$newline"}
    answer=${answer%"$newline"*}
    [ "$status" = 401 ] &&
      fail 'The machine is registered, but its enrollment is told only to those who show the enroll secret: name it with --enroll-secret.'
    [ "$status" = 200 ] || fail "The server does not tell of the enrollment ($status)."
    ended "$answer" && break
    waiting
    if [ "$sentence" != "$told" ]; then printf '%s\n' "$sentence" >&2; fi
    told=$sentence
    sleep 1
  done
  printf '%s\n' "$answer"
  [ "$state" = FAILED ] || exit 0
  step_in FAILED
  fail "The enrollment failed at its step $step: $reply"
fi

if [ $as_json = yes ]; then
  json "$id"
  if [ "$status" = 201 ]; then new=true; else new=false; fi
  printf '{"id":"%s","new":%s,%s\n' "$reply" $new "${answer#\{}"
else
  printf '%s\n' "$answer"
fi
