import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { hashSync } from "bcryptjs";
import { unpaddedText } from "./hash-format.ts";
import { readForeignHash, readStoredHash } from "./stored-hash.ts";

const bytes = (text: string): string => unpaddedText(Buffer.from(text));
const hex = (text: string): string => unpaddedText(Buffer.from(text, "hex"));

const long = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const ofLong = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui";
const ofNothing = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy";

/** What others have published: the tests of crypt_blowfish, RFC 7914 section 12 and 11, RFC 6070, passlib, Django, argon2. */
const vectors: readonly (readonly [password: string, hash: string])[] = [
  ["U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
  ["U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"],
  ["U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"],
  ["U*U", "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
  ["U*U", "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"],
  ["", ofNothing],
  [long, ofLong],
  [
    "password",
    `$scrypt$ln=10,r=8,p=16$${bytes("NaCl")}$${hex("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640")}`,
  ],
  [
    "pleaseletmein",
    `$scrypt$ln=14,r=8,p=1$${bytes("SodiumChloride")}$${hex("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887")}`,
  ],
  ["password", `$pbkdf2-sha1$i=4096$${bytes("salt")}$${hex("4b007901b765489abead49d926f721d065a429c1")}`],
  ["password", `$pbkdf2$4096$${bytes("salt")}$${hex("4b007901b765489abead49d926f721d065a429c1").replaceAll("+", ".")}`],
  [
    "Password",
    `$pbkdf2-sha256$i=80000,l=64$${bytes("NaCl")}$${hex("4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d")}`,
  ],
  ["password", "$pbkdf2-sha256$6400$.6UI/S.nXIk8jcbdHx3Fhg$98jZicV16ODfEsEZeYPGHU3kbrUrvUEXOPimVSQDD44"],
  ["lètmein", "pbkdf2_sha256$260000$seasalt$YlZ2Vggtqdc61YjArZuoApoBh9JNGYoDRBUGu6tcJQo="],
  ["lètmein", "pbkdf2_sha256$12000$seasalt$Ybw8zsFxqja97tY/o6G+Fy1ksY4U/Hw3DRrGED6Up4s="],
  ["password", "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8"],
  ["password", "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"],
];

test("AUT-13: published hashes of each format verify their password, and no other", async () => {
  for (const [password, hash] of vectors) {
    assert.equal(await readStoredHash(hash)?.verify(password), true, hash);
    assert.equal(await readStoredHash(hash)?.verify(`${password.slice(0, -1)}?`), false, hash);
  }
});

test("AUT-02: against a bcrypt hash a password of more than 72 bytes is refused, and one with a NUL", async () => {
  assert.equal(await readStoredHash(ofLong)?.verify(`${long}chars after 72 are ignored`), false);
  assert.equal(await readStoredHash(ofLong)?.verify(`${long.slice(0, 71)}é`), false);
  assert.equal(await readStoredHash(ofNothing)?.verify("\0"), false);
});

test("a hash that would take the server long is refused with the reason", () => {
  const salt = bytes("saltsalt");
  const tag = hex("00".repeat(32));
  const dear = [
    `$argon2id$v=19$m=1048576,t=1,p=1$${salt}$${tag}`,
    `$argon2id$v=19$m=262144,t=5,p=1$${salt}$${tag}`,
    "$2b$15$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
    `$scrypt$ln=18,r=8,p=1$${salt}$${tag}`,
    `$scrypt$ln=99,r=99,p=99$${salt}$${tag}`,
    `$pbkdf2-sha512$i=2000001$${salt}$${tag}`,
    `pbkdf2_sha256$99999999$seasalt$${tag}=`,
  ];
  for (const hash of dear) {
    const read = readForeignHash(hash);
    assert.match(read.kind === "flaw" ? read.detail : "", /^asks for too much: at most|cost of at most/, hash);
  }
});

test("a hash that is not written as its format says is refused, and the right form is named", () => {
  const salt = bytes("saltsalt");
  const tag = hex("00".repeat(32));
  const misspelt: readonly (readonly [hash: string, names: string])[] = [
    [`$argon2id$m=256,t=2,p=1$${salt}$${tag}`, "version 19"],
    [`$argon2id$v=16$m=256,t=2,p=1$${salt}$${tag}`, "version 19"],
    [`$argon2d$v=19$m=8,t=0,p=1$${salt}$${tag}`, "version 19"],
    ["$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "$2b$<cost>$"],
    ["$2a$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "$2b$<cost>$"],
    ["$2a$05$CCCCCCCCCCCCCCCCCCCCCCE5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "$2b$<cost>$"],
    ["$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe", "$2b$<cost>$"],
    [`$scrypt$ln=0,r=8,p=1$${salt}$${tag}`, "$scrypt$ln="],
    [`$scrypt$ln=14,r=0,p=1$${salt}$${tag}`, "$scrypt$ln="],
    [`$scrypt$ln=14,r=8,p=1$${salt}$${tag}=`, "$scrypt$ln="],
    [`$scrypt$16384$8$1$${salt}$${tag}`, "$scrypt$ln="],
    [`$pbkdf2-md5$i=1000$${salt}$${tag}`, "$pbkdf2-sha256$"],
    [`$pbkdf2-sha256$i=0$${salt}$${tag}`, "$pbkdf2-sha256$"],
    [`$pbkdf2-sha256$i=10,l=31$${salt}$${tag}`, "$pbkdf2-sha256$"],
    [`$pbkdf2-sha256$i=10$.${salt}$${tag}`, "$pbkdf2-sha256$"],
    [`$pbkdf2-sha256$10$${salt}$+${tag.slice(1)}`, "$pbkdf2-sha256$"],
    [`pbkdf2_sha256$10$$${tag}`, "$pbkdf2-sha256$"],
  ];
  for (const [hash, names] of misspelt) {
    const read = readForeignHash(hash);
    assert.ok(read.kind === "flaw" && read.detail.includes(names), hash);
    assert.equal(readStoredHash(hash), undefined);
  }
});

test("LEG-01: formats that are not known are refused by their names, and a bare digest with where it belongs", () => {
  const strange: readonly (readonly [hash: string, names: RegExp])[] = [
    ["$6$saltsalt$abcdefgh", /SHA-512-crypt/],
    ["$y$j9T$abc$def", /yescrypt/],
    ["$P$Babcdefgh", /phpass/],
    ["bcrypt_sha256$$2b$12$abc", /"bcrypt_sha256"/],
    ["a94a8fe5ccb19ba61c4c0873d391e987982fbbd3", /passwordSha1/],
    ["5f4dcc3b5aa765d61d8327deb882cf99", /of no format/],
    ["", /of no format/],
  ];
  for (const [hash, names] of strange) {
    const read = readForeignHash(hash);
    assert.match(read.kind === "flaw" ? read.detail : "", names);
  }
});

test("AUT-14: a hash of bcrypt is verified beside the main thread, which goes on deciding", async () => {
  const hash = readStoredHash(hashSync("password", 9));
  let turns = 0;
  let isDone = false;
  const verified = hash?.verify("password").finally(() => {
    isDone = true;
  });
  while (!isDone) {
    await nextTurn();
    turns++;
  }
  assert.equal(await verified, true);
  assert.ok(turns > 100, `${turns} turns`);
});
