import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Checks an export, an entry's proof or a consistency proof of a Redoubt ledger. Needs only a JDK of
 * version 17 or later and shares no code with the program that writes the ledger; docs/ledger.md describes the format.
 *
 * <pre>
 *   java tools/VerifyLedger.java export.ndjson [--head old-head.txt]... [--key PUBLICKEY]
 *   java tools/VerifyLedger.java --proof proof.json [--head head.txt]... [--key PUBLICKEY]
 *   java tools/VerifyLedger.java --consistency proof.json [--head head.txt]... [--key PUBLICKEY]
 *   java tools/VerifyLedger.java --certificate key.shredded [--head head.txt]... [--key PUBLICKEY]
 * </pre>
 *
 * Exit status: 0 everything holds, 1 something does not, 2 wrong usage, 3 a file cannot be read, 4 everything
 * holds under the key that the file names itself, and neither a key nor a kept head says whose that is.
 */
public final class VerifyLedger {
  private static final String USAGE =
      """
      usage: java VerifyLedger.java EXPORT.ndjson | --proof PROOF.json | --consistency PROOF.json
                                    | --certificate SHREDDED.json
                  [--head HEAD.txt]...   a head kept earlier: the ledger must still contain it
                  [--key PUBLICKEY]      the key that must have signed; without it and without a head
                                         that was kept, the signer is unknown: exit status 4
      """;
  private static final int MOST_FAILURES = 20;

  private final List<Head> kept = new ArrayList<>();
  private String key = "";
  private String origin = "";
  private boolean signerKnown;
  private int failures;

  /** Something in a file is not as it must be. */
  static final class Broken extends Exception {
    private static final long serialVersionUID = 1;

    Broken(String what) {
      super(what);
    }
  }

  private static void require(boolean holds, String otherwise) throws Broken {
    if (!holds) {
      throw new Broken(otherwise);
    }
  }

  /** A signed note that was read from a file. */
  record Head(String file, String note, Checkpoint checkpoint) {}

  record Checkpoint(String text, String origin, long size, byte[] root) {}

  public static void main(String[] arguments) {
    System.exit(new VerifyLedger().run(arguments));
  }

  int run(String[] arguments) {
    String mode = "";
    String file = "";
    List<String> heads = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      boolean option = argument.startsWith("--");
      if (option && !List.of("--head", "--key", "--proof", "--consistency", "--certificate").contains(argument)
          || option && i + 1 == arguments.length) {
        return usage();
      }
      switch (argument) {
        case "--head" -> heads.add(arguments[++i]);
        case "--key" -> {
          key = arguments[++i];
          signerKnown = !key.isEmpty();
        }
        default -> {
          if (!file.isEmpty()) {
            return usage();
          }
          mode = option ? argument : "";
          file = option ? arguments[++i] : argument;
        }
      }
    }
    if (file.isEmpty()) {
      return usage();
    }
    try {
      for (String head : heads) {
        String note = Files.readString(Path.of(head));
        kept.add(new Head(head, note, checkpoint(note)));
      }
      switch (mode) {
        case "--proof" -> proof(object(Path.of(file)));
        case "--consistency" -> consistency(object(Path.of(file)));
        case "--certificate" -> certificate(object(Path.of(file)));
        default -> export(Path.of(file));
      }
    } catch (Broken e) {
      fail(e.getMessage());
    } catch (CharacterCodingException e) {
      fail("the file is not UTF-8");
    } catch (IOException e) {
      System.err.println("cannot read " + e.getMessage());
      return 3;
    }
    if (failures > 0) {
      System.out.println("RESULT FAIL");
      return 1;
    }
    System.out.println(signerKnown ? "RESULT PASS" : "RESULT WHOLE, BUT THE SIGNER IS UNKNOWN: give --key");
    return signerKnown ? 0 : 4;
  }

  private static int usage() {
    System.err.print(USAGE);
    return 2;
  }

  private void pass(String what) {
    System.out.println("PASS  " + what);
  }

  private void fail(String what) {
    failures++;
    if (failures <= MOST_FAILURES) {
      System.out.println("FAIL  " + what);
    }
  }

  // ---------------------------------------------------------------- the export

  private void export(Path file) throws IOException, Broken {
    try (InputStream in = Files.newInputStream(file);
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    in,
                    StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)))) {
      new Export(Json.object(lines.readLine(), "line 1")).read(lines);
    }
  }

  /** Reads leaf after leaf and keeps only the frontier of the tree. */
  private final class Export {
    private final long size;
    private final String tenant;
    private final Deque<byte[]> frontier = new ArrayDeque<>();
    private final List<Head> unmet = new ArrayList<>(kept);
    private long leaves;
    private long entries;
    private long hidden;
    private long heads;
    private long lastSigned = -1;
    private long at = Long.MIN_VALUE;
    private boolean ended;

    Export(Map<String, Json.Value> first) throws Broken {
      require(
          "redoubt-ledger/1".equals(Json.text(first, "format")), "line 1: not a Redoubt ledger export of version 1");
      size = Json.number(first, "size");
      tenant = first.containsKey("tenant") ? Json.text(first, "tenant") : "";
      trust(Json.text(first, "origin"), Json.text(first, "publicKey"));
    }

    void read(BufferedReader lines) throws IOException, Broken {
      meetHeads();
      long number = 1;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        try {
          require(!ended, "there is more after the end");
          Map<String, Json.Value> json = Json.object(line, "line");
          if (json.containsKey("leaf")) {
            leaf(json);
          } else if (json.containsKey("head")) {
            head(json);
          } else {
            end(json);
          }
        } catch (Broken e) {
          fail("line " + number + ": " + e.getMessage());
          if (failures > MOST_FAILURES) {
            return;
          }
        }
      }
      finish();
    }

    private void leaf(Map<String, Json.Value> json) throws Broken {
      long index = Json.number(json, "leaf");
      String problem = index == leaves ? "" : "leaf " + index + " stands where " + leaves + " belongs";
      byte[] hash = new byte[32];
      try {
        hash = json.containsKey("hash") ? hidden(json) : shown(json);
      } catch (Broken e) {
        problem = "leaf " + index + ": " + e.getMessage();
      }
      Tree.push(frontier, leaves, hash);
      leaves++;
      meetHeads();
      if (!problem.isEmpty()) {
        throw new Broken(problem);
      }
    }

    private byte[] hidden(Map<String, Json.Value> json) throws Broken {
      require(!tenant.isEmpty(), "it is hidden in an export of everything");
      return Json.hash(json, "hash");
    }

    private byte[] shown(Map<String, Json.Value> json) throws Broken {
      byte[] root = Json.hash(json, "root");
      long count = Json.number(json, "count");
      long time = micros(Json.text(json, "at"));
      require(time >= at, "it is older than the leaf before");
      at = time;
      List<byte[]> hashes = entries(json);
      require(hashes.size() == count && Arrays.equals(Tree.root(hashes), root), "its entries do not make its root");
      return Tree.leaf(leafData(time, count, root));
    }

    private List<byte[]> entries(Map<String, Json.Value> json) throws Broken {
      List<byte[]> hashes = new ArrayList<>();
      for (Json.Value element : Json.list(json, "entries")) {
        Map<String, Json.Value> entry = element.object();
        if (Json.number(entry, "position") != hashes.size()) {
          throw new Broken("entry " + hashes.size() + " is missing or out of order");
        }
        if (entry.containsKey("entry")) {
          String whose = Json.text(entry.get("entry").object(), "tenant");
          require(tenant.isEmpty() || tenant.equals(whose), "an entry of another tenant is shown");
          hashes.add(Tree.leaf(entry.get("entry").raw().getBytes(StandardCharsets.UTF_8)));
          entries++;
        } else {
          require(!tenant.isEmpty(), "an entry is hidden in an export of everything");
          hashes.add(Json.hash(entry, "hash"));
          hidden++;
        }
      }
      return hashes;
    }

    private void head(Map<String, Json.Value> json) throws Broken {
      Checkpoint checkpoint = signed(Json.text(json, "note"), "the head");
      if (checkpoint.size() != leaves || Json.number(json, "head") != leaves) {
        throw new Broken("the head of size " + checkpoint.size() + " stands after " + leaves + " leaves");
      }
      if (!Arrays.equals(checkpoint.root(), Json.hash(json, "root"))
          || !Arrays.equals(checkpoint.root(), Tree.root(frontier))) {
        throw new Broken("the leaves before are not those that the head of size " + leaves + " signs");
      }
      heads++;
      lastSigned = leaves;
    }

    private void end(Map<String, Json.Value> json) throws Broken {
      ended = true;
      if (Json.number(json, "end") != leaves) {
        throw new Broken("the export ends after " + leaves + " leaves, not " + Json.number(json, "end"));
      }
    }

    private void meetHeads() {
      for (Head head : List.copyOf(unmet)) {
        if (head.checkpoint().size() == leaves) {
          unmet.remove(head);
          compare(head, Tree.root(frontier));
        }
      }
    }

    private void finish() {
      if (!ended) {
        fail("the export is cut off: its last line is missing");
      }
      if (leaves != size) {
        fail("there are " + leaves + " leaves, not " + size);
      }
      if (lastSigned != leaves) {
        fail("no signed head covers all " + leaves + " leaves");
      }
      unmet.forEach(
          head ->
              fail(
                  head.file() + ": the log had " + head.checkpoint().size() + " leaves then, now " + leaves));
      if (failures == 0) {
        pass(leaves + " leaves and " + entries + " entries recomputed"
            + (tenant.isEmpty() ? "" : " (tenant " + tenant + "; " + hidden + " entries of others by hash)"));
        pass(heads + " signed heads agree with them; the last covers everything");
      }
    }
  }

  /** What a leaf of the tree is made of: version 1, microseconds, count, root. */
  private static byte[] leafData(long at, long count, byte[] root) {
    return ByteBuffer.allocate(45).put((byte) 1).putLong(at).putInt((int) count).put(root).array();
  }

  private static long micros(String time) throws Broken {
    try {
      return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(time));
    } catch (DateTimeException | ArithmeticException e) {
      throw new Broken("no time: " + time);
    }
  }

  // ---------------------------------------------------------------- single proofs

  private static Map<String, Json.Value> object(Path file) throws IOException, Broken {
    return Json.object(Files.readString(file).strip(), file.toString());
  }

  private void proof(Map<String, Json.Value> json) throws Broken {
    require("redoubt-ledger-proof/1".equals(Json.text(json, "format")), "not a Redoubt ledger proof of version 1");
    trust(Json.text(json, "origin"), Json.text(json, "publicKey"));
    Map<String, Json.Value> leaf = json.get("leaf") == null ? Map.of() : json.get("leaf").object();
    String[] id = Json.text(json, "id").split("\\.", -1);
    long index = Json.number(leaf, "index");
    require(
        id.length == 2 && id[0].equals("" + index) && id[1].matches("[0-9]{1,9}"), "the id is not that of the leaf");
    require(json.get("entry") != null, "there is no entry");
    byte[] entry = Tree.leaf(json.get("entry").compact());
    long count = Json.number(leaf, "count");
    byte[] root = Json.hash(leaf, "root");
    require(
        Tree.includes(entry, Long.parseLong(id[1]), count, Json.hashes(json, "entryPath"), root),
        "the entry is not in its leaf");
    pass("the entry is in its leaf");
    Checkpoint head = signed(Json.text(json, "note"), "the head");
    byte[] leafHash = Tree.leaf(leafData(micros(Json.text(leaf, "at")), count, root));
    require(
        Tree.includes(leafHash, index, head.size(), Json.hashes(json, "treePath"), head.root()),
        "the leaf is not in the log that the head signs");
    pass("the leaf is in the log of " + head.size() + " leaves that the head signs");
    for (Head one : kept) {
      if (one.checkpoint().size() == head.size()) {
        compare(one, head.root());
      } else {
        fail(one.file() + ": of another size; a consistency proof has to link it with " + head.size());
      }
    }
  }

  /** docs/shredding.md describes the file. */
  private void certificate(Map<String, Json.Value> json) throws Broken {
    require(
        "redoubt-shredding-certificate/1".equals(Json.text(json, "format")),
        "not a Redoubt shredding certificate of version 1");
    Map<String, Json.Value> body = Json.object(json, "certificate");
    String[] names = {"deletion", "purge", "certificate"};
    String[] actions = {"kms.secrets.delete", "kms.secrets.purge", "kms.secrets.certify"};
    List<Map<String, Json.Value>> details = new ArrayList<>();
    long before = 0;
    for (int i = 0; i < names.length; i++) {
      Map<String, Json.Value> proof = Json.object(Json.object(json, "proofs"), names[i]);
      proof(proof);
      Map<String, Json.Value> entry = Json.object(proof, "entry");
      require(
          Json.text(entry, "action").equals(actions[i])
              && Json.text(entry, "outcome").equals("ok")
              && Json.text(entry, "target").equals(Json.text(Json.object(body, "key"), "id"))
              && Json.text(entry, "tenant").equals(Json.text(body, "instance")),
          "the proof of the " + names[i] + " is of something else");
      Map<String, Json.Value> act = i < 2 ? Json.object(body, names[i]) : body;
      require(
          Json.text(act, i < 2 ? "by" : "issuedBy").equals(Json.text(entry, "actor"))
              && (i == 2 || Json.text(act, "entry").equals(Json.text(proof, "id"))),
          "the ledger says otherwise who did it: " + names[i]);
      long away = micros(Json.text(act, i < 2 ? "at" : "issuedAt")) - micros(Json.text(entry, "at"));
      require(Math.abs(away) <= 1000, "the ledger says otherwise when it happened: " + names[i]);
      long leaf = Json.number(Json.object(proof, "leaf"), "index");
      require(leaf >= before, "the ledger has deletion, purge and certificate in another order");
      before = leaf;
      details.add(Json.object(entry, "details"));
      pass("the ledger has the " + names[i] + " of key " + Json.text(entry, "target"));
    }
    String digest = Base64.getEncoder().encodeToString(Tree.sha256(json.get("certificate").compact()));
    require(digest.equals(Json.text(details.get(2), "certificate")), "the ledger has another certificate than this one");
    pass("the certificate is the one that the ledger has");
    List<Json.Value> destroyed = Json.list(body, "destroyed");
    int samples = Json.list(body, "evidence").size();
    Map<String, Long> shown = shown(body, destroyed.size());
    Map<String, Integer> places = new LinkedHashMap<>();
    for (Json.Value one : destroyed) {
      long count = Objects.requireNonNullElse(shown.remove(Json.text(one.object(), "version")), 0L);
      require(
          Json.number(one.object(), "evidence") == count, "it has more or less evidence of a version than it says");
      places.merge(Json.text(one.object(), "place"), 1, Integer::sum);
      if (count == 0) {
        System.out.println("NOTE  version " + Json.number(one.object(), "number") + ": there is no evidence");
      }
    }
    require(shown.isEmpty(), "a sample is of a version that was not destroyed");
    require(
        Json.text(details.get(1), "versionsInHsm").equals("" + places.getOrDefault("hardware module", 0))
            && Json.text(details.get(1), "versionsInVault").equals("" + places.getOrDefault("vault", 0)),
        "the ledger says otherwise what was destroyed");
    pass("none of " + samples + " samples that had opened opened any more");
  }

  /** How many samples there are of each version, all of which opened once and were tried in vain. */
  private static Map<String, Long> shown(Map<String, Json.Value> body, int destroyed) throws Broken {
    Map<String, Long> shown = new LinkedHashMap<>();
    long purged = micros(Json.text(Json.object(body, "purge"), "at"));
    for (Json.Value evidence : Json.list(body, "evidence")) {
      require(
          micros(Json.text(evidence.object(), "openedAt")) <= purged, "a sample was not seen to open before the purge");
      long tried = 0;
      for (Json.Value trial : Json.list(evidence.object(), "trials")) {
        require(!Json.text(trial.object(), "code").isEmpty(), "a sample opened");
        boolean ofKey = Json.text(trial.object(), "with").equals("material of its versions");
        tried += ofKey ? Json.number(trial.object(), "count") : 0;
      }
      require(tried == destroyed, "a sample was not tried with each version that was destroyed");
      shown.merge(Json.text(evidence.object(), "version"), 1L, Long::sum);
    }
    require(!shown.isEmpty(), "it has no evidence");
    return shown;
  }

  private void consistency(Map<String, Json.Value> json) throws Broken {
    require(
        "redoubt-ledger-consistency/1".equals(Json.text(json, "format")),
        "not a Redoubt consistency proof of version 1");
    trust(Json.text(json, "origin"), Json.text(json, "publicKey"));
    long from = Json.number(json, "from");
    long to = Json.number(json, "to");
    byte[] fromRoot = Json.hash(json, "fromRoot");
    byte[] toRoot = Json.hash(json, "toRoot");
    Checkpoint head = signed(Json.text(json, "note"), "the head");
    require(head.size() == to && Arrays.equals(head.root(), toRoot), "the head signs another log");
    require(
        Tree.beginsWith(from, fromRoot, to, toRoot, Json.hashes(json, "proof")),
        "the log of " + to + " leaves does not begin with that of " + from);
    pass("the log of " + to + " leaves begins with that of " + from);
    for (Head one : kept) {
      if (one.checkpoint().size() == from) {
        compare(one, fromRoot);
      } else if (one.checkpoint().size() == to) {
        compare(one, toRoot);
      } else {
        fail(one.file() + ": of size " + one.checkpoint().size() + ", of which this proof says nothing");
      }
    }
  }

  // ---------------------------------------------------------------- heads and signatures

  private void trust(String fileOrigin, String fileKey) throws Broken {
    origin = fileOrigin;
    if (key.isEmpty()) {
      key = fileKey;
      System.out.println("NOTE  key taken from the file; compare it with the one you have: " + key);
    } else if (!key.equals(fileKey)) {
      throw new Broken("the file names another key: " + fileKey);
    }
    require(key.startsWith(origin + "+"), "the key is not that of " + origin);
  }

  private void compare(Head head, byte[] root) {
    try {
      signed(head.note(), head.file());
      require(
          Arrays.equals(head.checkpoint().root(), root), head.file() + ": what it signed is not what the log has now");
      signerKnown = true;
      pass(head.file() + ": the log still contains its " + head.checkpoint().size() + " leaves");
    } catch (Broken e) {
      fail(e.getMessage());
    }
  }

  /** The checkpoint of a note that the key signed. */
  private Checkpoint signed(String note, String name) throws Broken {
    Checkpoint checkpoint = checkpoint(note);
    require(checkpoint.origin().equals(origin), name + " is of another log: " + checkpoint.origin());
    String prefix = "\u2014 " + origin + " ";
    for (String line : note.substring(checkpoint.text().length() + 1).split("\n", -1)) {
      if (line.startsWith(prefix) && verifies(line.substring(prefix.length()), checkpoint.text())) {
        return checkpoint;
      }
    }
    throw new Broken(name + " has no good signature of " + key);
  }

  private boolean verifies(String encoded, String text) throws Broken {
    // NAME+ID+BASE64(algorithm 1, 32 bytes of Ed25519)
    String[] parts = key.substring(origin.length()).split("\\+", 3);
    try {
      byte[] algorithmAndKey = Base64.getDecoder().decode(parts.length == 3 ? parts[2] : "");
      byte[] signed = Base64.getDecoder().decode(encoded);
      byte[] id =
          Arrays.copyOf(
              Tree.sha256((origin + "\n").getBytes(StandardCharsets.UTF_8), algorithmAndKey), 4);
      if (algorithmAndKey.length != 33
          || algorithmAndKey[0] != 1
          || !HexFormat.of().formatHex(id).equals(parts[1])) {
        throw new Broken("the key cannot be read: " + key);
      }
      if (signed.length != 68 || !Arrays.equals(Arrays.copyOf(signed, 4), id)) {
        return false;
      }
      byte[] x509 = HexFormat.of().parseHex("302a300506032b6570032100" + "00".repeat(32));
      System.arraycopy(algorithmAndKey, 1, x509, 12, 32);
      PublicKey publicKey =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509));
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(publicKey);
      verifier.update(text.getBytes(StandardCharsets.UTF_8));
      return verifier.verify(signed, 4, 64);
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      return false;
    }
  }

  private static Checkpoint checkpoint(String note) throws Broken {
    int end = note.lastIndexOf("\n\n");
    String[] lines = (end < 0 ? "" : note.substring(0, end)).split("\n", -1);
    try {
      byte[] root = Base64.getDecoder().decode(lines.length > 2 ? lines[2] : "");
      if (root.length == 32 && lines[1].matches("0|[1-9][0-9]{0,17}")) {
        return new Checkpoint(note.substring(0, end + 1), lines[0], Long.parseLong(lines[1]), root);
      }
    } catch (IllegalArgumentException e) {
      throw new Broken("a head cannot be read");
    }
    throw new Broken("a head cannot be read");
  }

  // ---------------------------------------------------------------- RFC 6962 and RFC 9162

  /** Merkle trees as in RFC 6962 section 2.1; verification as in RFC 9162 section 2.1. */
  static final class Tree {
    private Tree() {}

    static byte[] sha256(byte[]... pieces) {
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] piece : pieces) {
          digest.update(piece);
        }
        return digest.digest();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    static byte[] leaf(byte[] data) {
      return sha256(new byte[] {0}, data);
    }

    static byte[] node(byte[] left, byte[] right) {
      return sha256(new byte[] {1}, left, right);
    }

    /** The definition, word for word: split at the largest power of two below the size. */
    static byte[] root(List<byte[]> hashes) {
      if (hashes.isEmpty()) {
        return sha256();
      }
      if (hashes.size() == 1) {
        return hashes.get(0);
      }
      int split = Integer.highestOneBit(hashes.size() - 1);
      return node(root(hashes.subList(0, split)), root(hashes.subList(split, hashes.size())));
    }

    /** Adds leaf number {@code size} to the complete subtrees, the smallest on top. */
    static void push(Deque<byte[]> subtrees, long size, byte[] hash) {
      byte[] merged = hash;
      for (long rest = size; (rest & 1) == 1; rest >>= 1) {
        merged = node(subtrees.pop(), merged);
      }
      subtrees.push(merged);
    }

    static byte[] root(Deque<byte[]> subtrees) {
      if (subtrees.isEmpty()) {
        return sha256();
      }
      byte[] root = null;
      for (byte[] subtree : subtrees) {
        root = root == null ? subtree : node(subtree, root);
      }
      return root;
    }

    /** RFC 9162 section 2.1.3.2. */
    static boolean includes(byte[] hash, long index, long size, List<byte[]> path, byte[] root) {
      if (index < 0 || index >= size) {
        return false;
      }
      long fn = index;
      long sn = size - 1;
      byte[] r = hash;
      for (byte[] p : path) {
        if (sn == 0) {
          return false;
        }
        if ((fn & 1) == 1 || fn == sn) {
          r = node(p, r);
          while ((fn & 1) == 0 && fn != 0) {
            fn >>= 1;
            sn >>= 1;
          }
        } else {
          r = node(r, p);
        }
        fn >>= 1;
        sn >>= 1;
      }
      return sn == 0 && Arrays.equals(r, root);
    }

    /** RFC 9162 section 2.1.4.2. */
    static boolean beginsWith(long first, byte[] firstRoot, long second, byte[] secondRoot, List<byte[]> proof) {
      if (first < 0 || first > second) {
        return false;
      }
      if (first == second) {
        return proof.isEmpty() && Arrays.equals(firstRoot, secondRoot);
      }
      if (first == 0) {
        return proof.isEmpty() && Arrays.equals(firstRoot, sha256());
      }
      Deque<byte[]> path = new ArrayDeque<>(proof);
      if (Long.bitCount(first) == 1) {
        path.addFirst(firstRoot);
      }
      if (path.isEmpty()) {
        return false;
      }
      long fn = first - 1;
      long sn = second - 1;
      while ((fn & 1) == 1) {
        fn >>= 1;
        sn >>= 1;
      }
      byte[] fr = path.removeFirst();
      byte[] sr = fr;
      for (byte[] c : path) {
        if (sn == 0) {
          return false;
        }
        if ((fn & 1) == 1 || fn == sn) {
          fr = node(c, fr);
          sr = node(c, sr);
          while ((fn & 1) == 0 && fn != 0) {
            fn >>= 1;
            sn >>= 1;
          }
        } else {
          sr = node(sr, c);
        }
        fn >>= 1;
        sn >>= 1;
      }
      return sn == 0 && Arrays.equals(fr, firstRoot) && Arrays.equals(sr, secondRoot);
    }
  }

  // ---------------------------------------------------------------- JSON

  /** A strict reader (RFC 8259) that remembers the exact text of every value. */
  static final class Json {
    private static final int DEEPEST = 16;
    private final String text;
    private int at;
    private int depth;

    /** A value (Map, List, String, Long, Boolean or null) and the text that it was read from. */
    record Value(Object value, String raw) {
      @SuppressWarnings("unchecked")
      Map<String, Value> object() throws Broken {
        if (value instanceof Map<?, ?>) {
          return (Map<String, Value>) value;
        }
        throw new Broken("an object is missing");
      }

      /** The text without the white space between its parts, in UTF-8. */
      byte[] compact() {
        StringBuilder compact = new StringBuilder();
        boolean inString = false;
        for (int i = 0; i < raw.length(); i++) {
          char c = raw.charAt(i);
          if (inString && c == '\\') {
            compact.append(c).append(raw.charAt(++i));
          } else if (inString || " \t\r\n".indexOf(c) < 0) {
            compact.append(c);
            inString ^= c == '"';
          }
        }
        return compact.toString().getBytes(StandardCharsets.UTF_8);
      }
    }

    static Map<String, Value> object(Map<String, Value> object, String name) throws Broken {
      require(object.get(name) != null, "the field " + name + " is missing");
      return object.get(name).object();
    }

    private Json(String text) {
      this.text = text;
    }

    static Map<String, Value> object(String text, String name) throws Broken {
      require(text != null, name + " is missing");
      Json json = new Json(text);
      Value value = json.value();
      require(json.skip() == text.length(), "there is something after the JSON value");
      return value.object();
    }

    static String text(Map<String, Value> object, String name) throws Broken {
      if (object.get(name) != null && object.get(name).value() instanceof String string) {
        return string;
      }
      throw new Broken("the field " + name + " is missing");
    }

    static long number(Map<String, Value> object, String name) throws Broken {
      if (object.get(name) != null && object.get(name).value() instanceof Long number) {
        return number;
      }
      throw new Broken("the field " + name + " is missing or no whole number");
    }

    @SuppressWarnings("unchecked")
    static List<Value> list(Map<String, Value> object, String name) throws Broken {
      if (object.get(name) != null && object.get(name).value() instanceof List<?> list) {
        return (List<Value>) list;
      }
      throw new Broken("the list " + name + " is missing");
    }

    static byte[] hash(Map<String, Value> object, String name) throws Broken {
      return hash(text(object, name));
    }

    static List<byte[]> hashes(Map<String, Value> object, String name) throws Broken {
      List<byte[]> hashes = new ArrayList<>();
      for (Value value : list(object, name)) {
        hashes.add(hash(value.value() instanceof String string ? string : ""));
      }
      return hashes;
    }

    private static byte[] hash(String base64) throws Broken {
      try {
        byte[] hash = Base64.getDecoder().decode(base64);
        if (hash.length == 32) {
          return hash;
        }
      } catch (IllegalArgumentException e) {
        throw new Broken("not a hash: " + base64);
      }
      throw new Broken("not a hash: " + base64);
    }

    private Value value() throws Broken {
      int start = skip();
      Object value =
          switch (start < text.length() ? text.charAt(start) : ' ') {
            case '{' -> map();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
          };
      return new Value(value, text.substring(start, at));
    }

    private Map<String, Value> map() throws Broken {
      Map<String, Value> map = new LinkedHashMap<>();
      enter();
      if (!accept('}')) {
        do {
          skip();
          String name = string();
          expect(':');
          if (map.put(name, value()) != null) {
            throw new Broken("the field " + name + " is there twice");
          }
        } while (accept(','));
        expect('}');
      }
      depth--;
      return map;
    }

    private List<Value> array() throws Broken {
      List<Value> list = new ArrayList<>();
      enter();
      if (!accept(']')) {
        do {
          list.add(value());
        } while (accept(','));
        expect(']');
      }
      depth--;
      return list;
    }

    private void enter() throws Broken {
      at++;
      if (++depth > DEEPEST) {
        throw new Broken("the JSON is too deep");
      }
    }

    private String string() throws Broken {
      if (at >= text.length() || text.charAt(at) != '"') {
        throw broken();
      }
      StringBuilder string = new StringBuilder();
      for (at++; at < text.length(); at++) {
        char c = text.charAt(at);
        if (c == '"') {
          at++;
          return string.toString();
        }
        if (c < 0x20) {
          throw broken();
        }
        string.append(c == '\\' ? escaped() : c);
      }
      throw broken();
    }

    private char escaped() throws Broken {
      at++;
      char c = at < text.length() ? text.charAt(at) : ' ';
      int simple = "\"\\/bfnrt".indexOf(c);
      if (simple >= 0) {
        return "\"\\/\b\f\n\r\t".charAt(simple);
      }
      if (c != 'u' || at + 4 >= text.length() || !text.substring(at + 1, at + 5).matches("[0-9a-fA-F]{4}")) {
        throw broken();
      }
      at += 4;
      return (char) Integer.parseInt(text.substring(at - 3, at + 1), 16);
    }

    private Object word(String word, Object value) throws Broken {
      if (!text.startsWith(word, at)) {
        throw broken();
      }
      at += word.length();
      return value;
    }

    /** Whole numbers only: the formats have no others. */
    private Long number() throws Broken {
      int start = at;
      while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      String digits = text.substring(start, at);
      if (!digits.matches("-?(0|[1-9][0-9]{0,17})")) {
        throw broken();
      }
      return Long.valueOf(digits);
    }

    private boolean accept(char c) {
      if (skip() < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char c) throws Broken {
      if (!accept(c)) {
        throw broken();
      }
    }

    private int skip() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return at;
    }

    private Broken broken() {
      return new Broken("the JSON is broken at character " + (at + 1));
    }
  }
}
