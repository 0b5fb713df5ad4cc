# Sourced by ./build and ./redoubt: sets and exports JAVA_HOME to a JDK 25 or newer, or ends with one line
# that says what is missing. Looks in JAVA_HOME, then in the usual places of Linux, SDKMAN and macOS.
# Starts no other program, so that a command costs nothing here.
jdk_release() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  feature=
  while read -r line; do
    case $line in
      JAVA_VERSION=\"*) feature=${line#*\"}; feature=${feature%%[!0-9]*}; break ;;
    esac
  done < "$1/release"
  [ -n "$feature" ] && [ "$feature" -ge 25 ]
}
found_jdk=
for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/java/* /opt/jdk*; do
  if [ -n "$candidate" ] && jdk_release "$candidate"; then found_jdk=$candidate; break; fi
done
if [ -z "$found_jdk" ]; then
  echo "redoubt: no JDK 25 or newer found. Install one (for example Temurin 25) and set JAVA_HOME to it." >&2
  exit 3
fi
JAVA_HOME=$found_jdk
export JAVA_HOME
