import { expect, test } from "vitest";
import { allowPrivateHosts, checkUrl, isPublicAddress, parseUrl } from "./http-address";

const EVIL_HOSTS = [
  // Loopback in every spelling that a browser or a C library reads.
  "127.0.0.1",
  "127.1",
  "127.0.1",
  "127.255.255.254",
  "2130706433",
  "017700000001",
  "0x7f000001",
  "0x7f.0.0.1",
  "0x7f.1",
  "0177.0.0.1",
  "0177.1",
  "0177.0x0.0.1",
  "127.0.0.1.",
  "%31%32%37.0.0.1",
  "①②⑦.⓪.⓪.①",
  "127。0。0。1",
  "127.0.0.1",
  "0x7F000001",
  "00000177.0.0.1",
  "127.000.000.001",
  // This host, this network.
  "0.0.0.0",
  "0",
  "0x0",
  "00",
  "0.1.2.3",
  "0.255.255.255",
  // Private ranges, at both ends.
  "10.0.0.0",
  "10.0.0.1",
  "10.255.255.255",
  "012.0.0.1",
  "0xa.0.0.1",
  "167772161",
  "172.16.0.1",
  "172.31.255.255",
  "0xac100001",
  "192.168.0.1",
  "192.168.255.255",
  "3232235521",
  "0xc0a80001",
  "0300.0250.0.1",
  "192.168.1",
  // Carrier-grade NAT, link-local, metadata services.
  "100.64.0.1",
  "100.127.255.255",
  "100.100.100.200",
  "169.254.0.1",
  "169.254.169.254",
  "169.254.170.2",
  "2852039166",
  "0xa9fea9fe",
  "0251.0376.0251.0376",
  "169.254.43518",
  "168.63.129.16",
  "0xa83f8110",
  // Reserved, documentation, benchmarks, multicast, broadcast.
  "192.0.0.1",
  "192.0.0.192",
  "192.0.2.1",
  "192.88.99.1",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "239.255.255.250",
  "240.0.0.1",
  "255.255.255.255",
  "4294967295",
  // IPv6: loopback, unspecified, link-local, unique local, site-local, multicast.
  "[::1]",
  "[::]",
  "[0:0:0:0:0:0:0:1]",
  "[0000::0001]",
  "[fe80::1]",
  "[febf::1]",
  "[fc00::1]",
  "[fd00::1]",
  "[fd00:ec2::254]",
  "[fdff:ffff::1]",
  "[fec0::1]",
  "[ff02::1]",
  "[ff0e::1]",
  // IPv4 carried inside IPv6.
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::ffff:10.0.0.1]",
  "[::ffff:169.254.169.254]",
  "[::ffff:8.8.8.8]",
  "[::127.0.0.1]",
  "[::7f00:1]",
  "[::8.8.8.8]",
  "[::ffff:0:127.0.0.1]",
  "[64:ff9b::127.0.0.1]",
  "[64:ff9b::a00:1]",
  "[64:ff9b::169.254.169.254]",
  "[64:ff9b:1::7f00:1]",
  "[64:ff9b:1::8.8.8.8]",
  "[2002:7f00:1::]",
  "[2002:a00:1::1]",
  "[2002:c0a8:1::1]",
  "[2002:808:808::1]",
  "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
  "[2001::1]",
  // Reserved IPv6.
  "[100::1]",
  "[2001:db8::1]",
  "[3fff::1]",
  "[2001:10::1]",
  "[2001:20::1]",
  "[2001:2::1]",
  "[5f00::1]",
  "[4000::1]",
  "[8000::1]",
  "[0:1::1]",
  "[1::1]",
];

test("the corpus of evil hosts is large enough", () =>
  expect(new Set(EVIL_HOSTS).size).toBeGreaterThanOrEqual(100));

test.each(EVIL_HOSTS)("refuses http://%s/", (host) => {
  const url = parseUrl(`http://${host}/`);
  expect(url && checkUrl(url, () => false)).toMatchObject({ blocked: "address" });
});

test.each([
  "http://[fe80::1%25eth0]/",
  "http://256.1.1.1/",
  "http://0x100000000/",
  "http://1.2.3.4.5/",
  "http:///",
])("%s is not even an address", (text) => expect(parseUrl(text)).toBeNull());

test.each([
  ["file:///etc/passwd", "scheme"],
  ["gopher://1.1.1.1:6379/_INFO", "scheme"],
  ["ftp://1.1.1.1/", "scheme"],
  ["data:text/plain,x", "scheme"],
  ["javascript:alert(1)", "scheme"],
  ["ws://1.1.1.1/", "scheme"],
  ["blob:https://example.org/1", "scheme"],
  ["dict://1.1.1.1:11211/stat", "scheme"],
  ["http://user@example.org/", "userinfo"],
  ["http://user:pass@example.org/", "userinfo"],
  ["http://example.org@127.0.0.1/", "userinfo"],
  ["http://1.1.1.1%2f@127.0.0.1/", "userinfo"],
  ["http://example.org:22/", "port"],
  ["http://example.org:25/", "port"],
  ["http://example.org:6379/", "port"],
  ["http://example.org:5432/", "port"],
  ["http://example.org:11211/", "port"],
  ["http://example.org:2375/", "port"],
  ["http://example.org:9200/", "port"],
  ["http://example.org:27017/", "port"],
  ["http://example.org:0/", "port"],
  ["http://example.org:111/", "port"],
  ["https://example.org:8/", "port"],
])("refuses %s for its %s", (text, blocked) => {
  const url = parseUrl(text);
  expect(url && checkUrl(url, () => false)).toMatchObject({ blocked });
});

test.each([
  "1.1.1.1",
  "8.8.8.8",
  "172.15.255.255",
  "172.32.0.1",
  "100.63.255.255",
  "100.128.0.1",
  "2606:4700::1111",
  "2a00:1450:4007::1",
  "64:ff9b::808:808",
])("%s is public", (address) => expect(isPublicAddress(address)).toBe(true));

test.each(["", "example.org", "1.1.1", "fe80::1%eth0", "2606:4700::1%1", "::ffff:1.1.1.1%lo"])(
  "what is not plainly an address is not public: %j",
  (text) => expect(isPublicAddress(text)).toBe(false),
);

test("hosts open only as they were named, port included", () => {
  const allowed = allowPrivateHosts(["localhost:2583", " 127.0.0.1:* ", "[::1]:3000", ""]);
  const opens = (text: string) => allowed(new URL(text));
  expect(opens("http://localhost:2583/xrpc")).toBe(true);
  expect(opens("http://localhost:2584/")).toBe(false);
  expect(opens("http://127.0.0.1:6379/")).toBe(true);
  expect(opens("http://127.1/")).toBe(true);
  expect(opens("https://127.0.0.2/")).toBe(false);
  expect(opens("http://[::1]:3000/")).toBe(true);
  expect(opens("http://localhost.evil.example:2583/")).toBe(false);
});

test("opening a private host opens neither other schemes nor user names", () => {
  const open = () => true;
  expect(checkUrl(new URL("file://localhost/etc/passwd"), open)).toMatchObject({ blocked: "scheme" });
  expect(checkUrl(new URL("http://a:b@localhost/"), open)).toMatchObject({ blocked: "userinfo" });
  expect(checkUrl(new URL("http://localhost:6379/"), open)).toBeNull();
});
