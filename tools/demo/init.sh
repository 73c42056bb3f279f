#!/bin/busybox sh
# The whole system of the demo's machine: the network, a registration, and the name that it is given.
/bin/busybox --install -s /bin
export PATH=/bin:/usr/bin HOME=/
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t devtmpfs dev /dev
while read -r module; do insmod "/modules/$module.ko" 2>/dev/null; done </modules/order

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
udhcpc -i eth0 -n -q -t 20 -T 1 -s /etc/udhcpc.sh >/dev/null 2>&1

server=$(setting muster)
echo "MACHINE address $(ip -4 -o addr show dev eth0 | awk '{print $4}') by DHCP"
device=$(sh /ztp-client.sh "$server" --id mac --ip none --wait 60 --enroll) || echo "MACHINE failed: $device"
echo "MACHINE device $device"
curl -s "$server/boot/$(cat /sys/class/net/eth0/address)/user-data" >/tmp/user-data
hostname "$(sed -n 's/^hostname: //p' /tmp/user-data)"
echo "MACHINE hostname $(hostname)"
# Until it is switched off.
while :; do sleep 1; done
