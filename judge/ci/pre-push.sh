#!/bin/sh
# Grades the solutions that are about to be pushed, and stops a push with one that is not accepted.
# Written by `judge grade init --hook`. To skip it: git push --no-verify
#
# It grades the commits that are pushed, not the working directory. It never stops a push because of the judge itself:
# no Docker, no judge, a broken problem.
remote=${1:-origin}

judge=$(command -v judge || echo '/path/of/judge')
if [ ! -x "$judge" ]; then
  echo "judge: not found, so nothing was graded. Set up the hook again: judge grade init --hook --force" >&2
  exit 0
fi

# git sets variables for its repository, but this hook uses two
# shellcheck disable=SC2046 # a list of names
unset $(git rev-parse --local-env-vars)
top=$(git rev-parse --show-toplevel) || exit 0
folder=$(mktemp -d "${TMPDIR:-/tmp}/judge-push.XXXXXX") || exit 0
trap 'git worktree remove --force "$folder/tree" >/dev/null 2>&1; rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM HUP

# What the remote has already: the point where the branch left the default branch, or the branch as it was last pushed,
# unless the default branch has been merged since then: what came with that does not belong to this push.
base_of() {
  fork=
  for ref in "refs/remotes/$remote/HEAD" "refs/remotes/$remote/main" "refs/remotes/$remote/master"; do
    fork=$(git merge-base "$ref" "$sha" 2>/dev/null) && break
  done
  if git cat-file -e "$remote_sha^{commit}" 2>/dev/null &&
    { [ -z "$fork" ] || git merge-base --is-ancestor "$fork" "$remote_sha"; }; then
    echo "$remote_sha"
  else
    echo "$fork"
  fi
}

# Exit code 1: a solution is not accepted.
grade() {
  base=$(base_of)
  git cat-file -e "$sha:$solutions" 2>/dev/null || return 0
  if [ -n "$base" ]; then
    git diff --quiet "$base" "$sha" -- "$solutions" && return 0
    set -- "--base=$base"
  fi
  if ! git worktree add --quiet --no-checkout --detach "$folder/tree" "$sha" ||
    ! git -C "$folder/tree" checkout --quiet "$sha" -- "$solutions"; then
    echo "judge: git cannot check out the commit in $folder, so nothing was graded. Pushing anyway." >&2
    return 0
  fi
  if [ -d "$top/problems" ]; then
    (cd "$folder/tree" && "$judge" --problems "$top/problems" grade "$@" "$solutions")
  else
    (cd "$folder/tree" && "$judge" grade "$@" "$solutions")
  fi
  code=$?
  git worktree remove --force "$folder/tree"
  case $code in
    0 | 1 | 130) return $code ;;
    *) echo "judge: not graded, through no fault of yours (exit code $code). Pushing anyway." >&2 ;;
  esac
}

solutions=solutions
while read -r _ sha _ remote_sha; do
  case $sha in
    *[!0]*) ;;
    *) continue ;; # deletes a branch
  esac
  grade </dev/null >&2 || {
    code=$?
    [ $code -ne 1 ] || echo "judge: not pushed. To push anyway: git push --no-verify" >&2
    exit $code
  }
done
exit 0
