"""Ten calls with the client that openapi-python-client makes: python ten_calls.py <url> <token>."""

import sys
import uuid

from muster_client import AuthenticatedClient, models
from muster_client.api.compute_clusters import create_compute_cluster, list_compute_clusters
from muster_client.api.ping_monitor import add_server, get_server
from muster_client.api.pools import allocate_resource, create_pool, get_pool, release_resource
from muster_client.api.simulated_cloud import create_cloud_cluster
from muster_client.api.zero_touch_provisioning import register_device

url, token = sys.argv[1:]
client = AuthenticatedClient(base_url=url, token=token)
name = f"py-{uuid.uuid4().hex[:12]}"


def call(operation, status, *args, **options):
    """What an operation answers, in its type; its status must be the one that is expected."""
    answer = operation.sync_detailed(*args, client=client, **options)
    assert answer.status_code == status, f"{operation.__name__}: {answer.status_code} {answer.content}"
    print(f"{operation.__name__.split('.')[-1]:24} {status} {type(answer.parsed).__name__}")
    return answer.parsed


created = call(create_pool, 201, name, body=models.NewPool(name="Rack 1", resources=["10.0.0.1", "10.0.1.0/30"]))
assert created.resources == ["10.0.0.1", "10.0.1.1", "10.0.1.2"]
allocated = call(allocate_resource, 200, name, body=models.Allocation(owner="node-17", ttl_seconds=60))
assert allocated.status == models.ResourceStatus.ALLOCATED
assert allocated.lease_until.tzinfo is not None
pool = call(get_pool, 200, name)
assert [one.id for one in pool.resources if one.status == allocated.status] == [allocated.id]
released = call(release_resource, 200, name, body=models.Release(id=allocated.id))
assert released.id == allocated.id
refused = call(create_pool, 409, name, body=models.NewPool(name="Rack 1"))
assert isinstance(refused, models.Problem) and refused.code == "pool.exists"
call(register_device, 201, name, body=models.RegisterDeviceBody(ip="10.0.0.1", name="first"))
server = models.NamedAddress.from_dict({"server": {"name": name, "IP": "127.0.0.1"}})
call(add_server, 201, body=server)
assert call(get_server, 200, name).status == models.ServerStatus.UNKNOWN
body = models.CreateCloudClusterBody(name=name, region_code=models.RegionCode.A)
assert call(create_cloud_cluster, 201, body=body).machines == 0
mine = call(create_compute_cluster, 201, body=models.NewComputeCluster(cpus=2, memory=4.5))
assert mine.id in [one.id for one in call(list_compute_clusters, 200)]
