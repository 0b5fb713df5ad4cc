# Sourced by ./redoubt and ./build: how the command line's JVMs start, and the caches (JEP 483, 514) that make
# them start twice as fast. A cache is made once after a build; without one, or with another JDK, all works too.
target=$root/programs/cli/target
jar=$target/redoubt-cli.jar
quick=$target/quick
common="-Xlog:disable -XX:+UseSerialGC -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
# Commands that only talk to a server, and what else they need beside the jar's own class path.
brief="$common -XX:TieredStopAtLevel=1 -XX:-UsePerfData -Xmx256m"
brief_classes=$quick/picocli.jar:$jar
# up, recovery restore and help see the server too.
full="$common -Xmx192m"
full_classes="$quick/picocli.jar:$jar:$target/lib/*"

prepare_quick_start() {
  [ -f "$jar" ] && [ -w "$target" ] || return 0
  [ "$quick/done" -nt "$jar" ] && return 0
  echo "redoubt: preparing quick starts (once, about 20 seconds)" >&2
  rm -rf "$quick"
  mkdir -p "$quick"
  # shellcheck disable=SC2086
  "$JAVA_HOME/bin/java" $brief -cp "$jar" redoubt.cli.QuickStart "$target"/lib/picocli-*.jar "$quick/picocli.jar" >/dev/null 2>&1 &&
    record "$quick/cli.aot" redoubt.cli.Rehearsal "$brief_classes" $brief &&
    record "$quick/up.aot" redoubt.cli.ServerRehearsal "$full_classes" $full
  : > "$quick/done"
}

# record CACHE CLASS CLASSPATH OPTION...: a cache is there whole or not at all.
record() {
  cache=$1 class=$2 classes=$3
  shift 3
  "$JAVA_HOME/bin/java" "$@" -XX:AOTCacheOutput="$cache.new" -cp "$classes" "$class" >/dev/null 2>&1 || return 0
  [ ! -f "$cache.new" ] || mv "$cache.new" "$cache"
}
