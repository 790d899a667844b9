// The password is that of directory.yaml.
const user = "fake.user@gmail.com:test";
const login = "/api/v1/sessions/login.json?apikey={key}";
const email = "pro%5Bemail%5D=fake.user%40gmail.com";
const digest = "a94a8fe5ccb19ba61c4c0873d391e987982fbbd3";

/** What `npm start -- booking` makes keys for, and the calls it prints. */
export const demonstration = {
  owner: { kind: "application", id: "agenda" },
  name: "Demonstration",
  calls: [
    {
      status: 200,
      why: "an application, and a user by e-mail address and password",
      method: "GET",
      path: "/api/v1/groups.json?apikey={key}",
      user,
    },
    {
      status: 201,
      why: "the same",
      method: "POST",
      path: "/api/v1/groups/4/calendars?apikey={key}",
      user,
      body: '{"calendar": {"name": "Dr Petit"}}',
    },
    {
      status: 403,
      why: "the key says which application calls, but not who; the contract of this service knows no 401",
      method: "GET",
      path: "/api/v1/groups?apikey={key}",
    },
    {
      status: 200,
      why: "a session in the sandbox: its id is in Set-Cookie",
      environment: "sandbox",
      method: "POST",
      path: `${login}&${email}&pro%5Bpassword%5D=${digest}`,
    },
    {
      status: 403,
      why: "the SHA-1 of another password",
      environment: "sandbox",
      method: "POST",
      path: `${login}&${email}&pro%5Bpassword%5D=da39a3ee5e6b4b0d3255bfef95601890afd80709`,
    },
  ],
} as const;
