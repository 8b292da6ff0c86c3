/** Conventional Commits; the subject is short enough for a log on one line. */
export default {
  extends: ["@commitlint/config-conventional"],
  rules: {
    "header-max-length": [2, "always", 110],
    "body-max-line-length": [0],
    "footer-max-line-length": [0],
  },
};
