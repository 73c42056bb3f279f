#!/bin/sh
# Prints user data for cloud-init: a new machine registers at its first boot and at every later one.
#
#   sh client/cloud-init.sh http://muster.example:3000 [enroll secret] > user-data
set -eu

[ $# -ge 1 ] || {
  echo 'Name the server: cloud-init.sh <server-url> [enroll secret]' >&2
  exit 1
}
here=$(dirname "$0")

# A file of this folder as a YAML block, under `content`.
block() {
  sed 's/^/      /; s/^ *$//' "$here/$1"
}

cat <<EOF
#cloud-config
packages: [curl]
write_files:
  - path: /etc/default/ztp-client
    permissions: "0600"
    content: |
      MUSTER_URL=$1
      ZTP_ENROLL_SECRET=${2:-}
  - path: /usr/local/bin/ztp-client
    permissions: "0755"
    content: |
$(block ztp-client.sh)
  - path: /etc/systemd/system/ztp-client.service
    permissions: "0644"
    content: |
$(block ztp-client.service)
runcmd:
  - [systemctl, daemon-reload]
  - [systemctl, enable, --now, ztp-client.service]
EOF
