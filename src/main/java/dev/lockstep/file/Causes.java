package dev.lockstep.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Explains an I/O error in words without a path.
final class Causes {
    private Causes() {}

    static String of(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or directory";
            case FileAlreadyExistsException _ -> "it exists already";
            case NotDirectoryException _ -> "not a directory";
            case FileSystemLoopException _ -> "too many levels of symbolic links";
            case FileSystemException known when known.getReason() != null -> lowerCase(known.getReason());
            case FileSystemException _ -> "input/output error";
            default -> e.getMessage() == null ? "input/output error" : lowerCase(e.getMessage());
        };
    }

    /// The system's own words begin with a capital.
    private static String lowerCase(String reason) {
        return reason.isEmpty() ? reason : Character.toLowerCase(reason.charAt(0)) + reason.substring(1);
    }
}
