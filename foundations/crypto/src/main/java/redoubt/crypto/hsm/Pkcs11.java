package redoubt.crypto.hsm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The functions of a PKCS#11 library, as they are. Layouts are those of Linux and macOS on 64-bit
 * machines: CK_ULONG has 8 bytes and structures are not packed.
 */
@SuppressWarnings("restricted") // Calling a native library is what this class is for.
final class Pkcs11 {
  /** Index of each function in CK_FUNCTION_LIST (PKCS#11 2.40, pkcs11f.h). */
  private enum Function {
    C_Initialize(0, ADDRESS),
    C_Finalize(1, ADDRESS),
    C_GetSlotList(4, JAVA_BYTE, ADDRESS, ADDRESS),
    C_GetTokenInfo(6, JAVA_LONG, ADDRESS),
    C_OpenSession(12, JAVA_LONG, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS),
    C_CloseSession(13, JAVA_LONG),
    C_Login(18, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_DestroyObject(22, JAVA_LONG, JAVA_LONG),
    C_GetAttributeValue(24, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_FindObjectsInit(26, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_FindObjects(27, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS),
    C_FindObjectsFinal(28, JAVA_LONG),
    C_EncryptInit(29, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_Encrypt(30, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS),
    C_DecryptInit(33, JAVA_LONG, ADDRESS, JAVA_LONG),
    C_Decrypt(34, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS),
    C_GenerateKey(58, JAVA_LONG, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);

    private final int index;

    @SuppressWarnings("ImmutableEnumChecker") // Descriptors are immutable, says their contract.
    private final FunctionDescriptor descriptor;

    Function(int index, MemoryLayout... parameters) {
      this.index = index;
      this.descriptor = FunctionDescriptor.of(JAVA_LONG, parameters);
    }
  }

  private static final long POINTERS = 8;
  private static final long TABLE_BYTES = POINTERS + 68 * 8;
  private static final long TOKEN_INFO_BYTES = 208;
  private static final long OS_LOCKING_OK = 2;

  private static final ConcurrentHashMap<Path, Pkcs11> LOADED = new ConcurrentHashMap<>();

  private final Map<Function, MethodHandle> handles = new EnumMap<>(Function.class);
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private int generation;

  /**
   * The library, loaded once for the process, as PKCS#11 wants it.
   *
   * @throws IllegalArgumentException when there is no such library or it is not PKCS#11
   */
  static Pkcs11 load(Path library) {
    return LOADED.computeIfAbsent(library.toAbsolutePath().normalize(), Pkcs11::new);
  }

  private Pkcs11(Path library) {
    Linker linker = Linker.nativeLinker();
    MemorySegment entry =
        SymbolLookup.libraryLookup(library, Arena.global())
            .find("C_GetFunctionList")
            .orElseThrow(() -> new IllegalArgumentException(library + " is not PKCS#11"));
    MethodHandle functionList =
        linker.downcallHandle(entry, FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pointer = arena.allocate(ADDRESS);
      long result = (long) functionList.invokeExact(pointer);
      if (result != 0) {
        throw new IllegalArgumentException(library + " gives no functions");
      }
      MemorySegment table = pointer.get(ADDRESS, 0).reinterpret(TABLE_BYTES);
      for (Function function : Function.values()) {
        handles.put(
            function,
            linker
                .downcallHandle(
                    table.get(ADDRESS, POINTERS + 8L * function.index), function.descriptor)
                .asSpreader(Object[].class, function.descriptor.argumentLayouts().size()));
      }
    } catch (Throwable e) {
      throw new IllegalArgumentException(library + " cannot be used", e);
    }
  }

  /** Held for reading by every call, for writing while all begins anew. */
  ReentrantReadWriteLock lock() {
    return lock;
  }

  /** How often all has begun anew; 0 before the first time. */
  int generation() {
    return generation;
  }

  /** Ends all sessions of the process, of whatever token, and begins anew. */
  void restart() throws Pkcs11Error {
    if (generation > 0) {
      try {
        call(Function.C_Finalize, MemorySegment.NULL);
      } catch (Pkcs11Error e) {
        // Whatever it says, the initialization tells whether the library can be used.
      }
    }
    generation++;
    try {
      initialize();
    } catch (Pkcs11Error e) {
      if (e.code() != Pkcs11Error.CRYPTOKI_ALREADY_INITIALIZED) {
        throw e;
      }
    }
  }

  private void initialize() throws Pkcs11Error {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment arguments = arena.allocate(48, 8);
      arguments.set(JAVA_LONG, 32, OS_LOCKING_OK);
      call(Function.C_Initialize, arguments);
    }
  }

  long[] slotsWithToken() throws Pkcs11Error {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment count = arena.allocate(JAVA_LONG);
      call(Function.C_GetSlotList, (byte) 1, MemorySegment.NULL, count);
      long most = Math.clamp(count.get(JAVA_LONG, 0), 0, 1024) + 8L;
      MemorySegment slots = arena.allocate(JAVA_LONG, most);
      count.set(JAVA_LONG, 0, most);
      call(Function.C_GetSlotList, (byte) 1, slots, count);
      return slots.asSlice(0, 8 * count.get(JAVA_LONG, 0)).toArray(JAVA_LONG);
    }
  }

  /** The 32 bytes of the label, padded with blanks. */
  byte[] tokenLabel(long slot) throws Pkcs11Error {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(TOKEN_INFO_BYTES, 8);
      call(Function.C_GetTokenInfo, slot, info);
      return info.asSlice(0, 32).toArray(JAVA_BYTE);
    }
  }

  /** A session that may read and write. */
  long openSession(long slot) throws Pkcs11Error {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment session = arena.allocate(JAVA_LONG);
      call(Function.C_OpenSession, slot, 0x6L, MemorySegment.NULL, MemorySegment.NULL, session);
      return session.get(JAVA_LONG, 0);
    }
  }

  void closeSession(long session) throws Pkcs11Error {
    call(Function.C_CloseSession, session);
  }

  void login(long session, byte[] pin) throws Pkcs11Error {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment copy = arena.allocateFrom(JAVA_BYTE, pin);
      try {
        call(Function.C_Login, session, 1L, copy, (long) pin.length);
      } finally {
        copy.fill((byte) 0);
      }
    }
  }

  /** At most two handles: enough to see that one is not alone. */
  long[] find(long session, Attributes.Template template) throws Pkcs11Error {
    try (Arena arena = Arena.ofConfined()) {
      call(Function.C_FindObjectsInit, session, template.toNative(arena), (long) template.size());
      try {
        MemorySegment found = arena.allocate(JAVA_LONG, 2);
        MemorySegment count = arena.allocate(JAVA_LONG);
        call(Function.C_FindObjects, session, found, 2L, count);
        return found.asSlice(0, 8 * count.get(JAVA_LONG, 0)).toArray(JAVA_LONG);
      } finally {
        call(Function.C_FindObjectsFinal, session);
      }
    }
  }

  boolean flag(long session, long object, long attribute) throws Pkcs11Error {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(1);
      MemorySegment query = arena.allocate(24, 8);
      query.set(JAVA_LONG, 0, attribute);
      query.set(ADDRESS, 8, value);
      query.set(JAVA_LONG, 16, 1);
      call(Function.C_GetAttributeValue, session, object, query, 1L);
      return value.get(JAVA_BYTE, 0) != 0;
    }
  }

  void generateAesKey(long session, Attributes.Template template) throws Pkcs11Error {
    try (Arena arena = Arena.ofConfined()) {
      call(
          Function.C_GenerateKey,
          session,
          mechanism(arena, Attributes.AES_KEY_GEN, MemorySegment.NULL, 0),
          template.toNative(arena),
          (long) template.size(),
          arena.allocate(JAVA_LONG));
    }
  }

  void destroyObject(long session, long object) throws Pkcs11Error {
    call(Function.C_DestroyObject, session, object);
  }

  /** AES-GCM; returns ciphertext and tag. */
  byte[] encrypt(long session, long key, byte[] iv, byte[] plaintext, byte[] aad)
      throws Pkcs11Error {
    return crypt(Function.C_EncryptInit, Function.C_Encrypt, session, key, iv, plaintext, aad);
  }

  byte[] decrypt(long session, long key, byte[] iv, byte[] ciphertext, byte[] aad)
      throws Pkcs11Error {
    return crypt(Function.C_DecryptInit, Function.C_Decrypt, session, key, iv, ciphertext, aad);
  }

  private byte[] crypt(
      Function init, Function run, long session, long key, byte[] iv, byte[] in, byte[] aad)
      throws Pkcs11Error {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parameters = arena.allocate(48, 8);
      parameters.set(ADDRESS, 0, arena.allocateFrom(JAVA_BYTE, iv));
      parameters.set(JAVA_LONG, 8, iv.length);
      parameters.set(JAVA_LONG, 16, 8L * iv.length);
      parameters.set(
          ADDRESS, 24, aad.length == 0 ? MemorySegment.NULL : arena.allocateFrom(JAVA_BYTE, aad));
      parameters.set(JAVA_LONG, 32, aad.length);
      parameters.set(JAVA_LONG, 40, 128);
      call(init, session, mechanism(arena, Attributes.AES_GCM, parameters, 48), key);

      MemorySegment input = arena.allocate(in.length + 1L);
      MemorySegment.copy(in, 0, input, JAVA_BYTE, 0, in.length);
      MemorySegment output = arena.allocate(in.length + 64L);
      try {
        MemorySegment length = arena.allocate(JAVA_LONG);
        length.set(JAVA_LONG, 0, output.byteSize());
        call(run, session, input, (long) in.length, output, length);
        return output.asSlice(0, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
      } finally {
        input.fill((byte) 0);
        output.fill((byte) 0);
      }
    }
  }

  private static MemorySegment mechanism(
      Arena arena, long type, MemorySegment parameters, long length) {
    MemorySegment mechanism = arena.allocate(24, 8);
    mechanism.set(JAVA_LONG, 0, type);
    mechanism.set(ADDRESS, 8, parameters);
    mechanism.set(JAVA_LONG, 16, length);
    return mechanism;
  }

  private void call(Function function, Object... arguments) throws Pkcs11Error {
    long result;
    try {
      result = (long) Objects.requireNonNull(handles.get(function)).invokeExact(arguments);
    } catch (Throwable e) {
      throw new IllegalStateException(function + " could not be called", e);
    }
    if (result != 0) {
      throw new Pkcs11Error(function.name(), result);
    }
  }
}
