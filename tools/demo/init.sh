#!/bin/busybox sh
# The whole system of the demo's machine: it has an address by DHCP, registers with Muster, takes the name that it is
# given, and answers on port 80. What it prints after MACHINE is for the demo.
/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin HOME=/
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module; do insmod "/modules/$module"; done </modules/order

fail() {
  echo "MACHINE failed $1"
  poweroff -f
}

setting() { sed -n "s/.*$1=\([^ ]*\).*/\1/p" /proc/cmdline; }

cat >/etc/udhcpc.sh <<'SCRIPT'
#!/bin/sh
[ "$1" = bound ] || exit 0
ip addr add "$ip/$mask" dev "$interface"
ip route add default via "$router"
SCRIPT
chmod +x /etc/udhcpc.sh
ip link set lo up
ip link set eth0 up
udhcpc -i eth0 -n -q -t 20 -T 1 -s /etc/udhcpc.sh >/dev/null 2>&1 || fail 'to get an address by DHCP'
echo "MACHINE has $(ip -4 -o addr show dev eth0 | awk '{print $4}') by DHCP"

server=$(setting muster)
sh /ztp-client.sh "$server" --id mac --ip none --wait 60 --enroll >/tmp/device 2>/tmp/why || fail "to be enrolled: $(cat /tmp/why /tmp/device)"

seed=$server/boot/$(cat /sys/class/net/eth0/address)
address=$(curl -sf "$seed/network-config" | sed -n 's/^ *- "\([^/]*\)\/[0-9]*"$/\1/p' | head -n 1)
echo "MACHINE was given the address $address"
hostname "$(curl -sf "$seed/user-data" | sed -n 's/^hostname: //p')"
echo "MACHINE is called $(hostname)"

mkdir /www
hostname >/www/hostname
httpd -h /www
echo "MACHINE answers on port 80"
# Until it is switched off.
while :; do sleep 1; done
