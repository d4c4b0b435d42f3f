#!/bin/sh
# Puts together what the image runs: a JVM of the modules that are needed, the jar, the flags, and the cache of loaded
# classes, by a run of the demo with those flags: assemble.sh JAR FOLDER
# FOLDER has to be where it will run: the cache is of that path. JAVA_HOME is a JDK 25.
set -eu
flags=$(realpath "$(dirname "$0")/jvm.flags")
jar=$(realpath "$1")
mkdir -p "$2"
cd "$2"
here=$(pwd)

"$JAVA_HOME/bin/jlink" --strip-debug --no-header-files --no-man-pages --generate-cds-archive --output jre --add-modules \
  java.base,java.logging,java.management,java.naming,java.xml,jdk.httpserver,jdk.jcmd,jdk.management,jdk.net,jdk.unsupported
cp "$jar" contextbudget-server.jar
cp "$flags" jvm.flags
# The cache remembers the time of the jar, which a layer of an image keeps in whole seconds.
touch -d 2020-01-01T00:00:00Z contextbudget-server.jar
jre/bin/java "@$here/jvm.flags" -XX:AOTCacheOutput="$here/server.aot" -jar "$here/contextbudget-server.jar" demo >demo.log
rm demo.log
chmod a+r contextbudget-server.jar jvm.flags server.aot
test -s server.aot
