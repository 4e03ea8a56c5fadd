//! What engines, systems and libraries define as macros, as a program may have it before it includes our headers.

/// Macros that stand wherever their name does.
pub const NAMED: &[&str] = &[
    // windows.h and what it includes.
    "IN OUT OPTIONAL CONST VOID NEAR FAR near far small hyper interface cdecl pascal CALLBACK WINAPI APIENTRY CDECL",
    "ERROR NO_ERROR TEXT TRUE FALSE THIS DELETE IGNORE INFINITE ABSOLUTE RELATIVE TRANSPARENT OPAQUE STRICT DIFFERENCE",
    "CreateSemaphore CreateWindow DrawText FindText GetClassName GetCurrentTime GetJob GetMessage GetObject GetUserName",
    "LoadImage PostMessage ReportEvent SendMessage StartService Yield OVERFLOW UNDERFLOW DOMAIN SING stdin stdout stderr",
    // X11.
    "Bool Status None Always Success Complex Convex Nonconvex Above Below True False Unsorted Expose KeyPress KeyRelease",
    "FocusIn FocusOut FontChange CursorShape GrayScale StaticColor Opposite ControlMask DestroyAll Root Private",
    // Unreal.
    "PI INDEX_NONE FORCEINLINE FORCENOINLINE RESTRICT PLATFORM_WINDOWS WITH_EDITOR LOCTEXT_NAMESPACE Include",
    "DLLEXPORT DLLIMPORT PRAGMA_DISABLE_OPTIMIZATION EULERS_NUMBER KINDA_SMALL_NUMBER SMALL_NUMBER BIG_NUMBER",
    // Qt, GTK, Objective-C and Apple's headers.
    "emit slots signals foreach forever Q_OBJECT nil Nil YES NO TARGET_OS_MAC G_BEGIN_DECLS",
    // Compilers, C libraries, curses, and common habits.
    "unix linux i386 major minor complex I OK ERR TIME HOST PORT KEY SIZE COUNT DEBUG RELEASE EMPTY PASS FAIL EOF BUFSIZ",
    "errno environ assert_ private_ internal global local override_ not_null nonnull unused packed export_ module_",
];

/// Macros that take an argument.
pub const CALLED: &[&str] = &[
    // Unreal.
    "check checkf checkSlow verify verifyf ensure ensureMsgf unimplemented UCLASS USTRUCT UENUM UFUNCTION UPROPERTY",
    "GENERATED_BODY UE_LOG LOCTEXT ARRAY_COUNT",
    // windows.h, Apple's AssertMacros.h, Godot, and common habits.
    "min max MIN MAX CLAMP SWAP ABS require assert log error warning trace debug print info free malloc realloc calloc",
    "memnew memdelete ERR_FAIL_COND ERR_PRINT UNUSED ARRAY_SIZE offset_of container_of likely unlikely",
    // curses and the C library.
    "clear erase move refresh timeout filter index time signal read write open close connect send accept join select",
];
