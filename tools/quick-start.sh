# Sourced by ./redoubt and ./build: how the command line's JVMs start, and the caches (JEP 483, 514) that make
# them start twice as fast. A cache is made once after a build; without one, or with another JDK, all works too.
target=$root/programs/cli/target
jar=$target/redoubt-cli.jar
quick=$target/quick
common="-Xlog:disable -XX:+UseSerialGC -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
# Commands that only talk to a server, and what else they need beside the jar's own class path. They are over before
# it pays to compile what the rehearsal compiled, or to move the cache away from the address that it was made for.
brief="$common -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx256m
  -XX:+UnlockDiagnosticVMOptions -XX:ArchiveRelocationMode=0 -XX:-AOTRecordTraining"
brief_classes=$quick/picocli.jar:$jar
# The same for those that know names of images; what is appended keeps the cache good.
image_classes="$brief_classes:$(echo "$target"/lib/redoubt-oci-*.jar)"
# up, recovery restore and help see the server too.
full="$common -Xmx192m -XX:+ExitOnOutOfMemoryError"
full_classes="$quick/picocli.jar:$jar:$target/lib/*"

# Of several first commands each makes its own and one of them stays; all of them work meanwhile.
prepare_quick_start() {
  [ -f "$jar" ] && [ -w "$target" ] || return 0
  [ "$quick/done" -nt "$jar" ] && return 0
  echo "redoubt: preparing quick starts (once, about 20 seconds)" >&2
  draft=$quick.$$
  rm -rf "$draft"
  mkdir -p "$draft"
  # The caches remember the class path that they were made with, so the library lies at its place before.
  # shellcheck disable=SC2086
  if "$JAVA_HOME/bin/java" $brief -cp "$jar" redoubt.cli.QuickStart "$target"/lib/picocli-*.jar "$draft/picocli.jar" >/dev/null 2>&1; then
    mkdir -p "$quick"
    [ "$quick/picocli.jar" -nt "$jar" ] || mv "$draft/picocli.jar" "$quick/picocli.jar"
    record cli.aot redoubt.cli.Rehearsal "$brief_classes" $brief
    record up.aot redoubt.cli.ServerRehearsal "$full_classes" $full
  fi
  rm -rf "$draft"
  mkdir -p "$quick"
  : > "$quick/done"
}

# record CACHE CLASS CLASSPATH OPTION...: a cache is there whole or not at all.
record() {
  cache=$1 class=$2 classes=$3
  shift 3
  rm -f "$quick/$cache"
  "$JAVA_HOME/bin/java" "$@" -XX:AOTCacheOutput="$draft/$cache" -cp "$classes" "$class" >/dev/null 2>&1 || return 0
  [ ! -f "$draft/$cache" ] || mv "$draft/$cache" "$quick/$cache"
}
